import type { AgentDefinition } from "../core/agent.ts";
import { FlightdeckError, toFlightdeckError } from "../core/failure.ts";
import type { MessageId, SessionId, TurnId } from "../core/ids.ts";
import type { LiveEvent } from "../core/live.ts";
import type {
  MessageRecord,
  ModelRef,
  PersonInput,
  RecordedLine,
  Recorder,
  UndoneFile,
} from "../core/lines.ts";
import type { Model } from "../core/model.ts";
import type { LiveSpan, Tracer } from "../core/telemetry.ts";
import type { Tool } from "../core/tool.ts";
import { epochMs } from "../core/units.ts";
import type { Taint } from "../core/untrusted.ts";
import { whereToGoOn } from "./goingOn.ts";
import { runTurn, type LoopOptions, type TurnContext, type TurnResult } from "./loop.ts";
import { OwnRecording } from "./ownRecording.ts";
import { isPrompt, textOf, titleOf } from "./personMessage.ts";
import { redaction } from "./redactionLine.ts";
import { RunningTurn } from "./runningTurn.ts";
import { ServerWait } from "./serverWait.ts";
import type { Prefix, SessionOptions } from "./sessionOptions.ts";
import { checkStart, reasonOf, recordBeginning, type TurnStart } from "./turnBeginning.ts";
import { endTurnSpan, startTurnSpan } from "./turnSpan.ts";

export type SessionListener = (event: { readonly line: RecordedLine } | { readonly live: LiveEvent }) => void;

/** One conversation with an agent, which this process writes. One turn at a time. */
export class Session {
  readonly id: SessionId;
  readonly agent: AgentDefinition;
  readonly #options: SessionOptions;
  readonly #listeners = new Set<SessionListener>();
  readonly #recording: OwnRecording;
  #prefix: Prefix | undefined;
  #model: ModelRef;
  #title: string;
  #turn: RunningTurn | undefined;

  constructor(options: SessionOptions) {
    const { history } = options;
    this.#options = options;
    this.#recording = new OwnRecording(options.record, (line) => this.#emit({ line }));
    this.id = options.id;
    this.agent = options.agent;
    this.#model = history.model ?? options.firstModel;
    this.#title = history.title;
    if (history.header !== undefined) {
      this.#prefix = { system: history.header.system, definitions: history.header.tools };
      // A resumed session's recording is open already; `close` gives it free even if nothing is sent.
      this.#recording.open().catch(() => undefined);
    }
  }

  get title(): string {
    return this.#title;
  }

  get model(): ModelRef {
    return this.#model;
  }

  get running(): boolean {
    return this.#turn !== undefined;
  }

  /** Whether anything of it stands in a recording. */
  get recorded(): boolean {
    return this.#prefix !== undefined;
  }

  /** Waits until all that happened so far is recorded. */
  async flush(): Promise<void> {
    await this.#recording.flush();
  }

  /** Hears every line and live event from now on. */
  subscribe(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends the person's message and runs the turn to its end. @throws FlightdeckError where it cannot begin. */
  async send(text: string): Promise<TurnResult> {
    return this.#start({ act: "prompt", parent: this.#options.history.conversation.head, text });
  }

  /** Runs the last message of the person again, as another branch. */
  async retry(): Promise<TurnResult> {
    const last = this.#lastPrompt();
    return this.#start({ act: "retry", parent: last?.parent, text: textOf(last) });
  }

  /** Says something else in the place of an earlier message. The old branch stays readable. */
  async edit(message: MessageId, text: string): Promise<TurnResult> {
    const old = this.#options.history.conversation.get(message);
    if (old === undefined || !isPrompt(old))
      throw new FlightdeckError("internal", "Only a message of yours can be edited.");
    return this.#start({ act: "edit", parent: old.parent, text });
  }

  /** Whether `goOn` has something to do. */
  get canGoOn(): boolean {
    return !this.running && whereToGoOn(this.#options.history.conversation.path()) !== undefined;
  }

  /**
   * Goes on from the last complete step without a new message. Tool calls without a result get an honest answer;
   * none is run again. @throws FlightdeckError where the last answer was final.
   */
  async goOn(): Promise<TurnResult> {
    const message = whereToGoOn(this.#options.history.conversation.path());
    if (message === undefined)
      throw new FlightdeckError("invalid_request", "There is nothing to go on with.", {
        advice: "Write what the agent should do next.",
      });
    return this.#start({ act: "continue", message: message.id });
  }

  /** Ends the running turn; what it has done so far stays. `why`: where it is not the person who ends it. */
  stop({ all, why }: { readonly all?: true; readonly why?: FlightdeckError } = {}): void {
    const turn = this.#turn;
    if (turn === undefined || turn.abort.signal.aborted) return;
    turn.input({ act: "stop", turn: turn.id, ...(all && { all }), ...reasonOf(why) });
    turn.abort.abort(why);
  }

  /** Notes that the person took the edits of a turn back. */
  async undone(turn: TurnId, files: readonly UndoneFile[]): Promise<void> {
    await this.#input({ act: "undo", turn, files });
  }

  /** Ends a wait before the next attempt. */
  skipWait(): void {
    this.#turn?.skip?.();
  }

  async switchModel(model: ModelRef): Promise<void> {
    this.#options.model(model);
    this.#model = model;
    await this.#input({ act: "model", model });
  }

  /** Sources of untrusted text that the session has read and the person has not called harmless. */
  get taint(): readonly Taint[] {
    return this.#options.taint.sources;
  }

  /** The person says that what was read so far is harmless. What is read later taints again. */
  async clearTaint(): Promise<void> {
    this.#options.taint.clear();
    await this.#input({ act: "clear_taint" });
  }

  /** Another branch becomes the one that goes on. */
  async switchTo(head: MessageId): Promise<void> {
    const { conversation } = this.#options.history;
    if (this.running || conversation.get(head) === undefined) return;
    conversation.moveTo(head);
    await this.#input({ act: "switch", head });
  }

  async rename(title: string): Promise<void> {
    this.#title = title;
    await this.#input({ act: "rename", title });
  }

  /** Stops the turn, waits for its last line, and gives the recording free. */
  async close(): Promise<void> {
    this.#recording.refuse();
    this.stop();
    await this.#turn?.ended;
    await this.#recording.close();
  }

  /** Before its first message a session has no recording; its header will say how it began. */
  async #input(input: PersonInput): Promise<void> {
    if (!this.recorded) return;
    const { recorder } = await this.#recording.open();
    recorder.record({ type: "input", data: input });
    await recorder.flush();
  }

  #lastPrompt(): MessageRecord | undefined {
    return this.#options.history.conversation.path().findLast(isPrompt);
  }

  #start(start: TurnStart): Promise<TurnResult> {
    if (this.#turn !== undefined)
      throw new FlightdeckError("internal", "The agent is still busy with the message before.", {
        advice: "Wait for it, or stop it.",
      });
    checkStart(start);
    const turn = new RunningTurn(this.#options.ids.turn());
    this.#turn = turn;
    const running = this.#run(turn, start).finally(() => {
      this.#turn = undefined;
    });
    turn.ended = running.catch(() => undefined);
    return running;
  }

  async #run(turn: RunningTurn, start: TurnStart): Promise<TurnResult> {
    const model = this.#options.model(this.#model);
    const { text: prompt, count } = this.#options.redact(start.act === "continue" ? "" : start.text);
    const prefix = this.#prefix ?? (await this.#makePrefix(turn));
    const { recorder } = await this.#recording.open();
    const isNew = this.#prefix === undefined;
    if (isNew) this.#recordHeader(recorder, prefix, prompt);
    recordBeginning(turn, start, prompt, recorder, this.#options);
    if (count > 0) recorder.record({ type: "decision", data: redaction(turn.id, "message", count) });
    const tracer = this.#options.tracer(recorder);
    const facts = { session: this.id, turn: turn.id, agent: this.agent.name, model: this.#model };
    const span = startTurnSpan(tracer, facts, prompt, this.#options.contentOnSpans());
    this.#options.screen(prompt, isNew ? prefix : undefined, { turn: turn.id, span, recorder });
    const result = await runTurn(
      await this.#loopOptions(turn, model, prefix),
      this.#context(turn, recorder, tracer, span),
    );
    return this.#finish(recorder, span, result);
  }

  async #finish(recorder: Recorder, span: LiveSpan, result: TurnResult): Promise<TurnResult> {
    endTurnSpan(span, result, this.#options.taint.sources.length > 0);
    if (result.failure?.failure === "internal") this.#options.onDefect(result.failure);
    try {
      await recorder.flush();
      return result;
    } catch (error) {
      return { ...result, failure: result.failure ?? toFlightdeckError(error) };
    }
  }

  async #loopOptions(turn: RunningTurn, model: Model, { system, definitions }: Prefix): Promise<LoopOptions> {
    const { ids, clock, history, redactResult, limits, guards, context } = this.#options;
    const summariser = this.#options.summariser(this.#model);
    return {
      model,
      ids,
      clock,
      system,
      definitions,
      conversation: history.conversation,
      tools: await this.#tools(turn),
      ...limits(model),
      context,
      ...(summariser && { summariser }),
      guards: guards(),
      interrupt: (why) => turn.abort.abort(why),
      redact: redactResult,
    };
  }

  async #tools(turn: RunningTurn): Promise<ReadonlyMap<string, Tool>> {
    const wait = this.#serverWait(turn);
    return this.#options.tools(wait).finally(() => wait.end());
  }

  #context(turn: RunningTurn, recorder: Recorder, tracer: Tracer, span: LiveSpan): TurnContext {
    const live = (event: LiveEvent): void => this.#emit({ live: event });
    return {
      session: this.id,
      turn: turn.id,
      signal: turn.abort.signal,
      span,
      tracer,
      recorder,
      live,
      wait: (duration, { failure, text }) => {
        const { clock } = this.#options;
        live({ type: "waiting", reason: failure, text, until: epochMs(clock.now() + duration) });
        return turn.wait(clock, duration).finally(() => live({ type: "waited" }));
      },
    };
  }

  /** @throws FlightdeckError where the person gives up the wait for servers: then nothing has begun yet. */
  async #makePrefix(turn: RunningTurn): Promise<Prefix> {
    const wait = this.#serverWait(turn);
    return wait.orGivenUp(() => this.#options.prefix(wait));
  }

  #serverWait(turn: RunningTurn): ServerWait {
    return new ServerWait(turn.abort.signal, (servers) =>
      this.#emit({ live: { type: "waiting_for_servers", servers } }),
    );
  }

  #recordHeader(recorder: Recorder, prefix: Prefix, prompt: string): void {
    if (this.#title === "") this.#title = titleOf(prompt);
    recorder.record({ type: "session", data: this.#options.header(prefix, this.#title, this.#model) });
    this.#prefix = prefix;
  }

  #emit(event: Parameters<SessionListener>[0]): void {
    for (const listener of this.#listeners) listener(event);
  }
}
