import * as vscode from "vscode";
import { FlightdeckError } from "../core/failure.ts";
import type { SessionId } from "../core/ids.ts";
import type { CommandHandlers } from "./commands.ts";
import type { LazyEngine } from "./lazyEngine.ts";
import type { ChatPages } from "./pages/chatPages.ts";
import type { TracePages } from "./pages/tracePages.ts";
import { sessionIdOf, type SessionsTree } from "./sessionsTree.ts";
import type { SessionViews } from "./sessionViews.ts";

/** Far more than carry one session's id. */
const MOST_TRACES = 10_000;

export interface SessionCommandsOptions {
  readonly engine: LazyEngine;
  readonly views: SessionViews;
  readonly tree: SessionsTree;
  readonly chats: ChatPages;
  readonly traces: TracePages;
}

type SessionCommand = Extract<keyof CommandHandlers, `sessions.${string}` | "importRecording">;

const onDemand = () => import("./onDemand.ts");

/** What can be done with a session in the tree. */
export function sessionCommands({
  engine,
  views,
  tree,
  chats,
  traces,
}: SessionCommandsOptions): Pick<CommandHandlers, SessionCommand> {
  return {
    "sessions.open": (item) => chats.show({ session: required(item) }),
    "sessions.openTrace": (item) => traces.show(required(item)),
    "sessions.rename": async (item) => {
      await rename(required(item), titleOf(item), views);
      tree.refresh();
    },
    "sessions.delete": async (item) => {
      const id = required(item);
      const { receiverNow, sessions } = await engine.get();
      const received = (await receiverNow?.list({ session: id, limit: MOST_TRACES }))?.traces ?? [];
      const what = await confirmDelete(titleOf(item), received.length);
      if (what === undefined) return;
      await chats.forget(id);
      await sessions.remove(id);
      if (what === "all") await receiverNow?.forget(received.map(({ trace }) => trace));
      tree.refresh();
    },
    "sessions.export": async (item) =>
      (await onDemand()).exportSession(await engine.get(), required(item), titleOf(item)),
    importRecording: async () => {
      await (await onDemand()).importSession(await engine.get(), chats);
      tree.refresh();
    },
    "sessions.continue": async (item) =>
      (await onDemand()).continueSession({ engine: await engine.get(), views, chats }, required(item)),
    "sessions.reveal": async (item) => reveal(await (await engine.get()).sessions.file(required(item))),
    "sessions.fork": async (item) =>
      (await onDemand()).forkSession({ engine: await engine.get(), views, chats }, item),
    "sessions.refresh": () => tree.refresh(),
    "sessions.more": () => tree.showMore(),
  };
}

function required(item: unknown): SessionId {
  const id = sessionIdOf(item);
  if (id !== undefined) return id;
  throw new FlightdeckError("invalid_request", "This recording has no readable beginning.", {
    advice: "Reveal it to look at the file.",
  });
}

function titleOf(item: unknown): string {
  const title = (item as { readonly title?: unknown } | undefined)?.title;
  return typeof title === "string" ? title : "";
}

async function rename(id: SessionId, title: string, views: SessionViews): Promise<void> {
  const chosen = await vscode.window.showInputBox({
    title: "Rename session",
    value: title,
    validateInput: (value) => (value.trim() === "" ? "A title is needed." : undefined),
  });
  if (chosen === undefined || chosen.trim() === title) return;
  const view = await views.open(id);
  const hold = views.hold(view);
  try {
    await view.session.rename(chosen.trim());
  } finally {
    hold.dispose();
  }
}

/** @param received how many traces of other programs carry its id. */
async function confirmDelete(title: string, received: number): Promise<"session" | "all" | undefined> {
  const remove = "Delete";
  const removeAll = `Delete with ${received} Received ${received === 1 ? "Trace" : "Traces"}`;
  const detail = `Its recording is deleted from the disk and cannot be brought back. What it cost stays in the ledger.${received > 0 ? " Traces that other programs sent with its id can go with it." : ""}`;
  const choices = received > 0 ? [remove, removeAll] : [remove];
  const answer = await vscode.window.showWarningMessage(
    `Delete “${title}”?`,
    { modal: true, detail },
    ...choices,
  );
  if (answer === undefined) return undefined;
  return answer === removeAll ? "all" : "session";
}

async function reveal(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  const local = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  await (local ? vscode.commands.executeCommand("revealFileInOS", uri) : vscode.window.showTextDocument(uri));
}
