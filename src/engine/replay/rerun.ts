import { History } from "../../agent/history.ts";
import { Session } from "../../agent/session.ts";
import { createHash } from "node:crypto";
import type { BlobId } from "../../core/ids.ts";
import type { RecordedLine } from "../../core/lines.ts";
import type { Settings } from "../../core/settings.ts";
import { NO_USAGE } from "../../core/usage.ts";
import { recover } from "../recovery.ts";
import { actAgain, whyOf } from "./person.ts";
import { actsOf, beginsTurn, isRecovery, stretchesOf, type Act, type Stretch } from "./processes.ts";
import type { RecordedSession } from "./recordedSession.ts";
import { recordedOptions, recordedRoom } from "./recordedRoom.ts";
import { recordedSources, settingsFrom, type Sources } from "./sources.ts";
import { World } from "./world.ts";

export interface RerunOptions {
  /** Where agent, prompt, tools and settings come from; as recorded where absent. */
  readonly sources?: Sources;
  /** Settings that hold throughout, whatever was recorded. */
  readonly overrides?: Partial<Settings>;
  readonly signal?: AbortSignal;
}

/** Lines that a re-run may still write after the first that differs, to come to the request that differs with it. */
const MOST_BEYOND = 50;

/**
 * Runs a recorded session again: the real loop with its real safeguards, in the world of the recording. Ends with
 * the last line, or soon after the first that comes out differently.
 * @throws the signal's reason where it fires.
 */
export async function rerun(recorded: RecordedSession, options: RerunOptions = {}): Promise<World> {
  const settings = options.sources?.settings ?? settingsFrom(recorded.header.settings);
  const world = new World(recorded, { ...settings, ...options.overrides });
  for (const stretch of stretchesOf(recorded)) {
    await new Process(world, stretch, options).run();
    if (world.tape.mismatch !== undefined) break;
  }
  return world;
}

/** What one process did of a session. */
class Process {
  readonly #world: World;
  readonly #stretch: Stretch;
  readonly #options: RerunOptions;
  readonly #acts: Act[];
  /** Whether it was seen that nothing more comes after the last line. */
  #silent = false;

  constructor(world: World, stretch: Stretch, options: RerunOptions) {
    this.#world = world;
    this.#stretch = stretch;
    this.#options = options;
    this.#acts = [...actsOf(world.recorded, stretch)];
  }

  async run(): Promise<void> {
    const { gate, tape } = this.#world;
    gate.clear();
    this.#world.until = this.#stretch.until;
    const session = await this.#open();
    while (!this.#over()) {
      this.#options.signal?.throwIfAborted();
      await idle();
      if (this.#over()) break;
      const next = this.#next(session);
      if (next === undefined) break;
      next();
    }
    if (tape.position < this.#stretch.until) tape.missed();
  }

  /** Whether all of its lines are written; after the recording's last one it must be seen that there are no more. */
  #over(): boolean {
    const { tape, request, recorded } = this.#world;
    if (tape.mismatch !== undefined) return request !== undefined || tape.beyond > MOST_BEYOND;
    if (tape.position < this.#stretch.until) return false;
    return this.#silent || this.#stretch.until < recorded.lines.length || !recorded.isWhole;
  }

  /** The next thing that happens outside; undefined where nothing is left to happen. */
  #next(session: Session): (() => void) | undefined {
    const { gate, tape, clock, recorded } = this.#world;
    const { position } = tape;
    const line = recorded.lines[position];
    this.#silent ||= line === undefined;
    const [act] = this.#acts;
    if (act !== undefined && act.at <= position) return this.#act(act, session);
    const fired = line && isOfTimer(line) ? clock.due(line.mono) : undefined;
    if (fired !== undefined) return this.#at(position, fired);
    const late = line && clock.overdue(line.mono);
    if (late !== undefined) return this.#at(position, late);
    const waiting = gate.next(position);
    if (waiting?.at === position) return this.#at(position, waiting.go);
    const silent = gate.silent();
    if (silent !== undefined) return this.#at(position, silent);
    // In a world that has become another one nothing has its place any more.
    return tape.mismatch && (waiting?.go ?? (act && this.#act(act, session)) ?? gate.any());
  }

  #at(position: number, go: () => void): () => void {
    const { clock, recorded } = this.#world;
    return () => {
      const line = recorded.lines[position];
      if (line !== undefined) clock.set(line);
      go();
    };
  }

  #act({ at, input, line }: Act, session: Session): () => void {
    this.#acts.shift();
    return this.#at(at, () => {
      if (beginsTurn(input))
        this.#world.settings = this.#settings(input.settings ?? {}, this.#world.settings);
      actAgain(this.#world, session, input, line);
      const [next] = this.#acts;
      // The person stopped before the turn had written anything.
      if (!beginsTurn(input) || next?.input.act !== "stop" || next.line !== line + 2) return;
      this.#acts.shift();
      session.stop(whyOf(next.input.why));
    });
  }

  async #open(): Promise<Session> {
    const world = this.#world;
    const { recorded, tape, clock } = world;
    const history = this.#history();
    const sources = this.#options.sources ?? recordedSources(recorded.header, this.#agentText(history));
    const room = recordedRoom(world, sources);
    const recorder = tape.recorder(this.#stretch.until, (bytes) => this.#blob(bytes));
    if (isRecovery(recorded.lines[this.#stretch.from])) {
      const noCost = (model: Parameters<typeof room.models.costOf>[0]) => room.models.costOf(model, NO_USAGE);
      await recover(recorded.header.id, history, { recorder, clock, ledgers: [], noCost });
    }
    return new Session(recordedOptions(world, room, sources, history, recorder));
  }

  /** What the process found: nothing, the lines of those before it, or what a fork took over. */
  #history(): History {
    const { recorded, tape } = this.#world;
    const { from, until } = this.#stretch;
    const history = new History();
    const isFork = from === 0 && recorded.header.fork !== undefined;
    const found = isFork ? (this.#acts[0]?.at ?? until) : from;
    for (const line of recorded.lines.slice(0, found)) history.take(line);
    if (isFork) tape.position = found;
    if (found > 0 && this.#options.sources === undefined)
      this.#world.settings = this.#settings(history.settings);
    return history;
  }

  /** The agent's file as this process read it. */
  #agentText(history: History): string | undefined {
    const turn = this.#acts.map(({ input }) => input).find(beginsTurn);
    return turn?.agentText ?? history.agentText;
  }

  #settings(values: Readonly<Record<string, unknown>>, base?: Settings): Settings {
    return { ...settingsFrom(values, base), ...this.#options.overrides };
  }

  /** The name of a side file. Of a long result only its ends are known, so it is taken as it is. */
  #blob(bytes: Uint8Array): BlobId {
    const { tool, recorded } = this.#world;
    const full = tool && recorded.tool(tool)?.data.full;
    return full?.blob ?? (createHash("sha256").update(bytes).digest("hex") as BlobId);
  }
}

/** Until everything has run that can run by itself: a re-run waits for nothing but its world. */
const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whether a safeguard's timer wrote the line. */
const isOfTimer = ({ type, data }: RecordedLine): boolean =>
  type === "decision" &&
  data.verdict === "stop" &&
  (data.safeguard === "tool_time" || (data.safeguard === "loop" && data.guard === "wall_clock"));
