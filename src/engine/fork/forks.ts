import { whereToGoOn } from "../../agent/goingOn.ts";
import { isPrompt, textOf, titleOf } from "../../agent/personMessage.ts";
import type { Session } from "../../agent/session.ts";
import { FlightdeckError } from "../../core/failure.ts";
import type { Ids, MessageId, SessionId, ToolCallId, TurnId } from "../../core/ids.ts";
import type { ForkOrigin, LineBody, MessageRecord, ModelRef, SessionHeader } from "../../core/lines.ts";
import type { Ports } from "../../core/ports.ts";
import { PRICE_TABLE_DATE } from "../../models/prices.ts";
import type { Recordings } from "../../recording/recordings.ts";
import { Redactor } from "../../recording/redaction.ts";
import type { Credentials } from "../credentials.ts";
import type { Models } from "../models.ts";
import { agentOf } from "../sessionAgent.ts";
import { cachingOf } from "../sessionHeader.ts";
import type { Sessions } from "../sessions.ts";
import { changedFiles } from "./changedFiles.ts";
import { cutAt, type Cut } from "./cut.ts";
import { editedPast, type EditedPast, type ForkEdit } from "./edits.ts";
import { checkedSettings } from "./forkSettings.ts";
import { notesOf } from "./notes.ts";
import { stepLines } from "./steps.ts";

export interface ForkOptions {
  readonly from: SessionId;
  /** The number of the recorded line that the fork goes on from. */
  readonly at: number;
  readonly edit?: ForkEdit;
}

export interface Fork {
  /** Open in this process; nothing was sent yet. */
  readonly session: Session;
  /** What it goes on with: `send` this message, or `goOn` where it is absent and `goesOn` says so. */
  readonly prompt?: string;
  readonly goesOn: boolean;
  /** What the person should know, a sentence each. */
  readonly notes: readonly string[];
  /** Files that are not as they were at that step. */
  readonly changedFiles: readonly string[];
}

/** A step of a session as a person may change it. */
export interface ForkPoint {
  readonly title: string;
  readonly model: ModelRef;
  /** The person's message that the step belongs to; absent before the first one. */
  readonly message?: string;
  readonly system: string;
  /** Results of tools before the step, newest first. */
  readonly results: readonly { readonly call: ToolCallId; readonly name: string; readonly text: string }[];
  /** Whether the model has something to answer without a new message. */
  readonly goesOn: boolean;
}

export interface ForksOptions {
  readonly ports: Ports;
  readonly ids: Ids;
  readonly sessions: Sessions;
  readonly models: Models;
  readonly credentials: Credentials;
  readonly recordings: () => Promise<Recordings>;
}

/**
 * Makes sessions that go on from a step of an earlier one. A fork's recording stands alone: the messages before
 * the step are written into it, and it is opened like any recorded session. Tools of the past do not run again.
 */
export class Forks {
  readonly #options: ForksOptions;

  constructor(options: ForksOptions) {
    this.#options = options;
  }

  /** @throws FlightdeckError where there is no such session, line, model or setting. Nothing is written then. */
  async fork({ from, at, edit: asked = {} }: ForkOptions): Promise<Fork> {
    const { ports, sessions, models, credentials } = this.#options;
    if (sessions.isPrivate(from))
      throw new FlightdeckError("invalid_request", "A private session cannot be forked.", {
        advice: "A fork would be recorded. Begin a session that is stored for what you want to try again.",
      });
    await sessions.flush(from);
    await credentials.remember();
    await models.load();
    const cut = await cutAt(sessions.lines(from), at);
    const redactor = new Redactor(() => credentials.held, cut.history.nextPlaceholder);
    const edit = checkedEdit(asked, redactor);
    const past = editedPast(cut, edit);
    const files = await changedFiles(sessions.lines(from), at, ports);
    const notes = notesOf({ cut, past, edit, changedFiles: files });
    const origin: ForkOrigin = {
      changed: past.changed,
      notes,
      ...(edit.settings && { settings: edit.settings }),
    };
    const header = await this.#header(cut, { from, at, edit, origin });
    const session = await this.#write(header, past);
    const goesOn = past.prompt === undefined && session.canGoOn;
    return {
      session,
      notes,
      changedFiles: files,
      goesOn,
      ...(past.prompt !== undefined && { prompt: past.prompt }),
    };
  }

  /** What stands at a step, before anything is changed. @throws FlightdeckError where there is no such line. */
  async look(from: SessionId, at: number): Promise<ForkPoint> {
    const { sessions } = this.#options;
    await sessions.flush(from);
    const cut = await cutAt(sessions.lines(from), at);
    const { header, history, path } = cut;
    const own = cut.prompt ?? textOf(path.findLast(isPrompt));
    return {
      title: history.title,
      model: history.model ?? header.model,
      system: header.system.map(({ text }) => text).join("\n\n"),
      results: resultsOf(path),
      goesOn: whereToGoOn(path) !== undefined && cut.prompt === undefined,
      ...(own !== "" && { message: own }),
    };
  }

  /**
   * The line of a step, counted from 0 over model attempts and tool calls.
   * @throws FlightdeckError where the session has fewer.
   */
  async lineOfStep(from: SessionId, step: number): Promise<number> {
    const { sessions } = this.#options;
    await sessions.flush(from);
    let count = 0;
    for await (const seq of stepLines(sessions.lines(from))) if (count++ === step) return seq;
    throw new FlightdeckError(
      "invalid_request",
      `There is no step ${step}: the session has ${count} steps.`,
      {
        advice: "They are counted from 0; agent-flightdeck replay lists them.",
      },
    );
  }

  async #header(
    { header, history, path }: Cut,
    { from, at, edit, origin }: Required<ForkOptions> & { readonly origin: ForkOrigin },
  ): Promise<SessionHeader> {
    const { ids, ports, models } = this.#options;
    const { platform, clock, files, settings } = ports;
    const model = edit.model ?? history.model ?? header.model;
    // Nothing is left of the message that the parent is named after.
    const title = path.length === 0 && edit.message !== undefined ? titleOf(edit.message) : history.title;
    const agent = await agentOf(files, header);
    const { missingServers: _missing, taint: _taint, imported: _imported, ...kept } = header;
    return {
      ...kept,
      id: ids.session(),
      engine: platform.version,
      title: `Fork: ${title.replace(/^Fork: /, "")}`,
      model,
      models: [model, ...models.fallbacksOf(model, agent.models)].map((ref) => models.info(ref)),
      system: edit.system === undefined ? header.system : [{ type: "text", text: edit.system }],
      settings: {
        ...settings.current,
        ...edit.settings,
        "anthropic.promptCaching": cachingOf(header, settings.current),
      },
      prices: PRICE_TABLE_DATE,
      zone: clock.zone,
      platform: platform.os,
      roots: files.roots,
      parent: { session: from, seq: at },
      fork: origin,
      ...(history.taint.length > 0 && { taint: history.taint }),
    };
  }

  async #write(header: SessionHeader, past: EditedPast): Promise<Session> {
    const { recordings, ids, sessions } = this.#options;
    const opened = await (await recordings()).open(ids.recording());
    // A new folder's lease is nobody else's.
    if ("heldBy" in opened) throw new Error("the lease of a new recording is held");
    const { writer, close } = opened;
    try {
      writer.record({ type: "session", data: header });
      for (const line of this.#lines(past)) writer.record(line);
    } finally {
      await close();
    }
    return sessions.open(header.id);
  }

  /** The inherited messages in a row; turns stay what they were, under new ids. */
  *#lines({ messages }: EditedPast): Generator<LineBody> {
    const { ids } = this.#options;
    const turns = new Map<TurnId, TurnId>();
    let parent: MessageId | undefined;
    for (const { turn: old, ...message } of messages) {
      const turn = turns.get(old) ?? ids.turn();
      turns.set(old, turn);
      const id = ids.message();
      yield { type: "message", data: { id, turn, ...message, ...(parent !== undefined && { parent }) } };
      parent = id;
    }
  }
}

function resultsOf(path: readonly MessageRecord[]): ForkPoint["results"] {
  const names = new Map<string, string>();
  const results: ForkPoint["results"][number][] = [];
  for (const { content } of path)
    for (const block of content) {
      if (block.type === "tool_use") names.set(block.id, block.name);
      if (block.type !== "tool_result") continue;
      const { tool_use_id: call, content: text } = block;
      const whole = typeof text === "string" ? text : text.map((each) => each.text).join("\n");
      results.push({ call: call as ToolCallId, name: names.get(call) ?? "tool", text: whole });
    }
  return results.toReversed();
}

/** Secrets of what the person writes are taken out, as everywhere where text enters. */
function checkedEdit(edit: ForkEdit, redactor: Redactor): ForkEdit {
  const clean = (text: string): string => redactor.redact(text).text;
  const { message, system, toolResult, settings, model } = edit;
  return {
    ...(message !== undefined && { message: clean(message) }),
    ...(system !== undefined && { system: clean(system) }),
    ...(toolResult && { toolResult: { ...toolResult, text: clean(toolResult.text) } }),
    ...(model && { model }),
    ...(settings && { settings: checkedSettings(settings) }),
  };
}
