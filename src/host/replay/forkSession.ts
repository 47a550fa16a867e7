import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import type { RecordedLine } from "../../core/lines.ts";
import { modelName } from "../../core/modelName.ts";
import type { Engine } from "../../engine.ts";
import type { ForkEdit } from "../../engine/fork/edits.ts";
import type { Fork, ForkPoint } from "../../engine/fork/forks.ts";
import type { ChatPages } from "../pages/chatPages.ts";
import type { SessionViews } from "../sessionViews.ts";
import { editText } from "./editText.ts";
import { pickSession } from "./pickSession.ts";
import { pickStep } from "./pickStep.ts";

export interface ForkSessionOptions {
  readonly engine: Engine;
  readonly views: SessionViews;
  readonly chats: ChatPages;
}

/** Where to fork; what is missing is asked for. */
interface Wanted {
  /** A tree item names its session so. */
  readonly id?: unknown;
  readonly session?: unknown;
  /** The line of a step. */
  readonly seq?: unknown;
  /** A message of the person, or a turn, whose last step is meant. */
  readonly message?: unknown;
  readonly turn?: unknown;
}

/** *Fork from Here*: asks what is to change, makes the fork, shows it and goes on. */
export async function forkSession(options: ForkSessionOptions, argument: unknown): Promise<void> {
  const { engine } = options;
  const wanted = (argument ?? {}) as Wanted;
  const named = wanted.session ?? wanted.id;
  const from =
    typeof named === "string" ? (named as SessionId) : await pickSession(engine, "Fork which session?");
  if (from === undefined) return;
  const at = await lineOf(engine, from, wanted);
  if (at === undefined) return;
  const edit = await askEdit(engine, await engine.forks.look(from, at));
  if (edit === undefined) return;
  await goOn(options, await engine.forks.fork({ from, at, edit }));
}

async function lineOf(engine: Engine, from: SessionId, wanted: Wanted): Promise<number | undefined> {
  if (typeof wanted.seq === "number") return wanted.seq;
  if (wanted.message === undefined && wanted.turn === undefined) return pickStep(engine, from);
  let found: number | undefined;
  await engine.sessions.flush(from);
  for await (const line of engine.sessions.lines(from)) if (isMeant(line, wanted)) found = line.seq;
  if (found !== undefined) return found;
  throw new FlightdeckError("invalid_request", "This step is not in the recording.", {
    advice: "Choose another one.",
  });
}

const isMeant = ({ type, data }: RecordedLine, { message, turn }: Wanted): boolean =>
  message === undefined
    ? (type === "request" || type === "message") && data.turn === turn
    : type === "message" && data.id === message;

interface EditItem extends vscode.QuickPickItem {
  readonly ask: () => Promise<ForkEdit | undefined>;
}

const GO = "Fork";

async function askEdit(engine: Engine, point: ForkPoint): Promise<ForkEdit | undefined> {
  const { message, system, results, goesOn, model } = point;
  const items: readonly EditItem[] = [
    {
      label: message === undefined ? "$(edit) Message" : "$(edit) Your message",
      detail: message === undefined ? "What the agent should do next" : firstLine(message),
      ask: async () => edited("message", await askText("Message", message ?? "")),
    },
    {
      label: "$(gear) System prompt",
      detail: firstLine(system),
      ask: async () => edited("system", await editText(system, GO)),
    },
    ...(results.length === 0
      ? []
      : [
          {
            label: "$(tools) Result of a tool",
            detail: `${results.length} tool calls before this step`,
            ask: () => askResult(results),
          },
        ]),
    {
      label: "$(chip) Model",
      detail: modelName(model),
      ask: () => askModel(engine),
    },
    {
      label: "$(settings) Limit of model calls",
      detail: "How many calls the next turn may make",
      ask: askLimit,
    },
    {
      label: "$(refresh) Nothing",
      detail: goesOn ? "Ask the model once more" : "Send the same message once more",
      ask: () => Promise.resolve({}),
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Fork “${point.title}”: what should be different?`,
    placeHolder: "Earlier steps come from the recording; nothing is run twice",
  });
  return chosen?.ask();
}

const edited = (field: "message" | "system", text: string | undefined): ForkEdit | undefined =>
  text === undefined ? undefined : { [field]: text };

/** One line in an input, more of them in an editor. */
async function askText(title: string, value: string): Promise<string | undefined> {
  if (value.includes("\n")) return editText(value, GO);
  return vscode.window.showInputBox({
    title,
    value,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? "A message is needed." : undefined),
  });
}

async function askResult(results: ForkPoint["results"]): Promise<ForkEdit | undefined> {
  const items = results.map((result) => ({ label: result.name, detail: firstLine(result.text), result }));
  const chosen = await vscode.window.showQuickPick(items, { title: "Which result?", matchOnDetail: true });
  const text = chosen && (await editText(chosen.result.text, GO));
  return chosen && text !== undefined ? { toolResult: { call: chosen.result.call, text } } : undefined;
}

async function askModel(engine: Engine): Promise<ForkEdit | undefined> {
  await engine.models.load();
  const items = (await engine.models.list()).map(({ provider, id }) => ({
    label: modelName({ provider, id }),
    detail: id,
    model: { provider, id },
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: "Which model?", matchOnDetail: true });
  return chosen && { model: chosen.model };
}

async function askLimit(): Promise<ForkEdit | undefined> {
  const value = await vscode.window.showInputBox({
    title: "Most model calls in a turn",
    value: "10",
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[1-9]\d*$/.test(text.trim()) ? undefined : "A whole number from 1 is needed.",
  });
  return value === undefined ? undefined : { settings: { maxIterations: Number(value) } };
}

async function goOn({ views, chats }: ForkSessionOptions, fork: Fork): Promise<void> {
  const view = await views.add(fork.session);
  const hold = views.hold(view);
  try {
    await chats.show({ session: fork.session.id });
    if (fork.notes.length > 0) void vscode.window.showInformationMessage(fork.notes.join(" "));
    // How the turn ends stands in the chat.
    if (fork.goesOn) await fork.session.goOn();
    else if (fork.prompt !== undefined) await fork.session.send(fork.prompt);
  } finally {
    hold.dispose();
  }
}

const firstLine = (text: string): string => text.trim().split("\n", 1)[0]?.slice(0, 120) ?? "";
