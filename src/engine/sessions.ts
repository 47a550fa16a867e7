import { dirname } from "node:path";
import { History } from "../agent/history.ts";
import { Session, type SessionListener } from "../agent/session.ts";
import type { SessionRecording } from "../agent/sessionOptions.ts";
import { FlightdeckError } from "../core/failure.ts";
import type { RecordingKey, SessionId } from "../core/ids.ts";
import type { ModelRef, RecordedLine, SessionHeader, ToolRecord } from "../core/lines.ts";
import type { Provider } from "../core/model.ts";
import type { Disposable } from "../core/ports.ts";
import type { Taint } from "../core/untrusted.ts";
import { NO_USAGE } from "../core/usage.ts";
import type { LeaseOwner } from "../recording/lease.ts";
import type { OpenRecording, Recordings } from "../recording/recordings.ts";
import type { FileLedger } from "../store/ledger.ts";
import { Redactor } from "../recording/redaction.ts";
import { cleanedLine } from "../recording/share/cleaner.ts";
import { feed } from "./feed.ts";
import { Following } from "./following.ts";
import { HandOver } from "./handOver.ts";
import { HeldElsewhereError } from "./heldElsewhere.ts";
import { readHistory } from "./readHistory.ts";
import { recover } from "./recovery.ts";
import { agentOf, namedAgent } from "./sessionAgent.ts";
import { sessionOptions, type SessionRoom, type SessionStart } from "./sessionOptions.ts";

export interface SessionsOptions extends SessionRoom {
  readonly recordings: () => Promise<Recordings>;
  readonly ledger: (provider: Provider) => FileLedger;
  /** From now on what is written in this folder stays in memory. */
  readonly keepInMemory?: (folder: string) => void;
  /** Called when this process begins to write a session. */
  readonly onOpened?: () => void;
}

export interface NewSession {
  /** An agent's name; the built-in agent where absent. */
  readonly agent?: string;
  readonly model?: ModelRef;
  /** The session that handed over to this one, and its last line then. */
  readonly parent?: SessionHeader["parent"];
  /** It lives in memory and ends with this process. Where settings store no sessions, all do. */
  readonly private?: boolean;
}

/** Makes sessions, and opens those that were recorded. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #open = new Map<SessionId, Session>();
  readonly #private = new Set<SessionId>();
  readonly #opening = new Map<SessionId, Promise<Session>>();
  readonly #closing = new Map<SessionId, Promise<void>>();

  readonly handOver: HandOver;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.handOver = new HandOver({
      clock: options.ports.clock,
      recordings: options.recordings,
      live: () => this.live,
      keyOf: (id) => this.find(id),
      close: (session) => this.close(session),
      failed: (error) => options.ports.log.error("A session could not be handed over", error),
    });
  }

  /** Whether a session lives in this process's memory only. */
  isPrivate(id: SessionId | undefined): boolean {
    return id !== undefined && this.#private.has(id);
  }

  /** Sessions that this process writes. */
  get live(): readonly Session[] {
    return [...this.#open.values()];
  }

  /** A new session; nothing is written before its first message. @throws FlightdeckError for an unknown agent. */
  async create({ agent: name, model, parent, private: wanted }: NewSession = {}): Promise<Session> {
    const agent = await namedAgent(this.#options.ports.files, name);
    const { ids, models, recordings, credentials } = this.#options;
    await credentials.remember();
    await models.load();
    const firstModel = model ?? (await models.choose(agent.models));
    const { keepInMemory, ports } = this.#options;
    const isPrivate =
      keepInMemory !== undefined &&
      // What was said in a private one goes on in private.
      (wanted === true || this.isPrivate(parent?.session) || !ports.settings.current["sessions.store"]);
    const record = async (): Promise<OpenRecording> => {
      const [all, key] = [await recordings(), ids.recording()];
      if (isPrivate) keepInMemory(dirname(all.path(key)));
      return this.#held(await all.open(key));
    };
    const history = new History();
    const taint = parent === undefined ? [] : await this.#taintOf(parent.session);
    const id = ids.session();
    if (isPrivate) this.#private.add(id);
    const start = { id, agent, firstModel, history, taint };
    return this.#make({ ...start, ...(parent && { parent }), ...(isPrivate && { isPrivate }) }, record);
  }

  /**
   * Opens a recorded session to go on with it. What a vanished process left open is ended first.
   * @param goneOwner a holder of another machine, of whom a person says that it runs no more.
   * @throws HeldElsewhereError where another process writes it.
   * @throws FlightdeckError where there is no such session.
   */
  async open(id: SessionId, goneOwner?: LeaseOwner): Promise<Session> {
    const open = this.#open.get(id) ?? this.#opening.get(id);
    if (open !== undefined) return open;
    const opening = this.#reopen(id, goneOwner).finally(() => this.#opening.delete(id));
    this.#opening.set(id, opening);
    return opening;
  }

  /** The recording of a session. @throws FlightdeckError where there is none. */
  async find(id: SessionId): Promise<RecordingKey> {
    const recordings = await this.#options.recordings();
    for (const key of (await recordings.list()).toReversed()) {
      const first = await recordings.first(key);
      if (first?.type === "session" && first.data.id === id) return key;
    }
    throw new FlightdeckError("storage", `There is no session ${id} in this workspace.`, {
      advice: "List the sessions to see their ids. A private session ends with its window.",
    });
  }

  /** All lines of a session, from its recording. */
  async *lines(id: SessionId): AsyncGenerator<RecordedLine> {
    const recordings = await this.#options.recordings();
    for await (const item of recordings.read(await this.find(id))) {
      if (item.kind === "line") yield item.line;
    }
  }

  /** All lines as they may be shown: without the secrets that are known by now, which may be more than then. */
  async *shown(id: SessionId): AsyncGenerator<RecordedLine> {
    const { credentials } = this.#options;
    await credentials.remember();
    const redactor = new Redactor(() => credentials.held);
    for await (const line of this.lines(id)) yield cleanedLine(line, redactor);
  }

  /**
   * Gives all lines of a session that another process writes, and goes on as they come.
   * @param onFree called when nobody writes it any more.
   */
  async follow(
    id: SessionId,
    onLine: (line: RecordedLine) => void,
    onFree: () => void = () => undefined,
  ): Promise<Disposable> {
    const { ports, recordings } = this.#options;
    const key = await this.find(id);
    return Following.begin({ recordings: await recordings(), clock: ports.clock, key, onLine, onFree });
  }

  /** Waits until what this process knows of a session stands in its recording. */
  async flush(id: SessionId): Promise<void> {
    await this.#open.get(id)?.flush();
  }

  /** Hears all that a session has recorded and will, without a gap. Returns the function that ends it. */
  feed(session: Session, listener: SessionListener): Promise<() => void> {
    return feed(this, session, listener);
  }

  /** The whole output of a tool call, of which the model may have got a part. Undefined where there is none. */
  async toolOutput(id: SessionId, isMeant: (tool: ToolRecord) => boolean): Promise<string | undefined> {
    const recordings = await this.#options.recordings();
    const key = await this.find(id);
    for await (const item of recordings.read(key)) {
      if (item.kind !== "line" || item.line.type !== "tool" || !isMeant(item.line.data)) continue;
      const { full, text } = item.line.data;
      return full === undefined ? text : recordings.blob(key, full.blob);
    }
    return undefined;
  }

  /** Whether a process writes the session: this one, another, or none. */
  async writer(id: SessionId): Promise<"here" | "elsewhere" | "none"> {
    if (this.#open.has(id)) return "here";
    const { state } = await (await this.#options.recordings()).lease(await this.find(id));
    return state === "held" ? "elsewhere" : "none";
  }

  /**
   * Deletes a session's recording with all that belongs to it; its spending stays in the ledger.
   * @throws FlightdeckError where somebody writes it.
   */
  async remove(id: SessionId): Promise<void> {
    const open = this.#open.get(id);
    if (open?.running)
      throw new FlightdeckError("storage", "The session is still running.", { advice: "Stop it first." });
    if (open !== undefined) await this.close(open);
    // It may be closing already, because nobody looks at it any more.
    else await this.#closing.get(id)?.catch(() => undefined);
    const recordings = await this.#options.recordings();
    if (await recordings.remove(await this.find(id))) return;
    throw new FlightdeckError("storage", "Another process writes this session.", {
      advice: "Close it there first.",
    });
  }

  /** The path of a session's lines. */
  async file(id: SessionId): Promise<string> {
    return (await this.#options.recordings()).path(await this.find(id));
  }

  /** Closes all that are open. @throws the first failure, when the others are closed. */
  async closeAll(): Promise<void> {
    this.handOver.dispose();
    const outcomes = await Promise.allSettled(this.live.map((session) => this.close(session)));
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  }

  async close(session: Session): Promise<void> {
    const { id } = session;
    this.#open.delete(id);
    const closing = session.close().finally(() => this.#closing.delete(id));
    this.#closing.set(id, closing);
    await closing;
  }

  async #reopen(id: SessionId, goneOwner?: LeaseOwner): Promise<Session> {
    await this.#closing.get(id)?.catch(() => undefined);
    const recordings = await this.#options.recordings();
    const key = await this.find(id);
    const history = new History();
    const resume = (): Promise<number> => readHistory(recordings, key, history);
    const opened = this.#held(await recordings.open(key, resume, goneOwner));
    try {
      return await this.#resume(id, history, opened);
    } catch (error) {
      await opened.close().catch(() => undefined);
      throw error;
    }
  }

  async #resume(id: SessionId, history: History, opened: OpenRecording): Promise<Session> {
    const { header } = history;
    if (header === undefined)
      throw new FlightdeckError("storage", "The recording has no readable beginning.");
    const { ports, models, ledger, credentials } = this.#options;
    await credentials.remember();
    await models.load();
    await recover(id, history, {
      recorder: opened.writer,
      clock: ports.clock,
      ledgers: [ledger("anthropic"), ledger("simulated")],
      noCost: (model) => models.costOf(model, NO_USAGE),
    });
    const agent = await agentOf(ports.files, header);
    const record = (): Promise<OpenRecording> => Promise.resolve(opened);
    return this.#make({ id, agent, firstModel: header.model, history }, record);
  }

  /** What a session has read that nobody called harmless; a session that grows out of it has read it too. */
  async #taintOf(id: SessionId): Promise<readonly Taint[]> {
    const open = this.#open.get(id);
    if (open !== undefined) return open.taint;
    const history = new History();
    for await (const line of this.lines(id)) history.take(line);
    return history.taint;
  }

  #held(opened: OpenRecording | { readonly heldBy: LeaseOwner }): OpenRecording {
    if (!("heldBy" in opened)) return opened;
    throw new HeldElsewhereError(opened.heldBy, this.#options.ports.platform.hostname);
  }

  #make(start: Omit<SessionStart, "record">, open: () => Promise<OpenRecording>): Session {
    const record = async (): Promise<SessionRecording> => this.#recording(await open());
    const session = new Session(sessionOptions(this.#options, { ...start, record }));
    this.#open.set(start.id, session);
    this.#options.onOpened?.();
    return session;
  }

  #recording({ writer, close }: OpenRecording): SessionRecording {
    const { log } = this.#options.ports;
    // Without it the session still runs; it only cannot be asked for from elsewhere.
    this.handOver.listen().catch((error: unknown) => log.warn("Stop requests are not heard", error));
    return { recorder: writer, onLine: (listener) => writer.onLine(listener), close };
  }
}
