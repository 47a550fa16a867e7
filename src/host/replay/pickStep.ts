import * as vscode from "vscode";
import { failureLabel } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import type { Engine } from "../../engine.ts";
import { ComparedFold, type ComparedStep } from "../../views/compare/comparedSteps.ts";

const ICONS: Partial<Record<ComparedStep["kind"], string>> = {
  prompt: "person",
  answer: "sparkle",
  tool: "tools",
};

/** Lets the person choose a step of a session, the newest first. The number of its line. */
export async function pickStep(engine: Engine, session: SessionId): Promise<number | undefined> {
  await engine.sessions.flush(session);
  const fold = new ComparedFold();
  for await (const line of engine.sessions.shown(session)) fold.take(line);
  const items = fold
    .session()
    .steps.filter(({ kind }) => ICONS[kind] !== undefined)
    .map(({ kind, name, text, failure, seq }, index) => ({
      label: `$(${ICONS[kind] ?? ""}) ${index + 1}. ${kind === "prompt" ? "You" : name}`,
      description: failure === undefined ? "" : failureLabel(failure),
      detail: text.trim().split("\n", 1)[0]?.slice(0, 120) ?? "",
      seq,
    }));
  const chosen = await vscode.window.showQuickPick(items.toReversed(), {
    title: "Fork from which step?",
    placeHolder: "At a message of yours: before it; after it everywhere else",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.seq;
}
