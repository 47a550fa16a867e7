import { basename } from "node:path";
import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import type { Engine } from "../../engine.ts";
import type { PlaybackClient, PlaybackSource } from "../../engine/playback.ts";
import type { ReplayAction, ReplayContract, ReplaySnapshot } from "../../protocol/replay.ts";
import type { PlayState, StateQuery } from "../../views/playback/playback.ts";
import { run } from "../commands.ts";
import { openProjectFile } from "../pages/editors.ts";
import type { ReplayPagesOptions } from "../pages/replayPages.ts";
import { WebviewPage, type PageHandlers } from "../pages/webviewPage.ts";
import { cleaned } from "./cleaned.ts";
import { RerunHost } from "./rerunHost.ts";
import { saveTest } from "./saveTest.ts";

export interface ReplayPageOptions extends ReplayPagesOptions {
  readonly panel: vscode.WebviewPanel;
}

/** Fills a panel with a play-back; it ends with the panel. */
export function fillReplayPanel(options: ReplayPageOptions, source: PlaybackSource): vscode.Disposable {
  return new ReplayPage(options, source);
}

/** One recording that is played back. */
class ReplayPage implements vscode.Disposable {
  readonly #options: ReplayPageOptions;
  readonly #source: PlaybackSource;
  readonly #page: WebviewPage<ReplayContract>;
  #playback: PlaybackClient | undefined;
  readonly #rerun = new RerunHost();
  /** How much was read. */
  #share = 0;
  #title = "";

  constructor(options: ReplayPageOptions, source: PlaybackSource) {
    this.#options = options;
    this.#source = source;
    const { panel, extensionUri, log } = options;
    this.#page = new WebviewPage<ReplayContract>({
      panel,
      page: "replay",
      extensionUri,
      log,
      handlers: this.#handlers(),
    });
    this.#page.keep(source);
    panel.onDidDispose(() => this.dispose());
  }

  dispose(): void {
    this.#rerun.stop();
    this.#playback?.dispose();
    this.#playback = undefined;
  }

  #handlers(): PageHandlers<ReplayContract> {
    const { chats, traces } = this.#options;
    return {
      open: () => this.#open(),
      progress: () => this.#share,
      cancel: () => this.dispose(),
      state: (query) => this.#state(query),
      trace: async ({ trace }) => this.#opened().trace(trace),
      spanPosition: async ({ span }) => this.#opened().spanPosition(span),
      pickWorld: () => this.#rerun.pickWorld(),
      rerun: async ({ world }) => {
        const engine = await this.#engine();
        return this.#rerun.run(engine, await this.#file(engine), world, this.#opened());
      },
      stopRerun: () => this.#rerun.stop(),
      dismissRerun: () => this.#rerun.dismiss(),
      openDivergence: async () => {
        const { clean } = await this.#engine();
        await this.#rerun.openDivergence(this.#options.texts, clean);
      },
      fork: async (from) => {
        const session = this.#session();
        const at = "position" in from ? { seq: await this.#opened().seqAt(from.position) } : from;
        await run("sessions.fork", { session, ...at });
      },
      compare: async () => void (await run("compareSessions", { session: this.#session() })),
      saveAsTest: async () => {
        const engine = await this.#engine();
        await saveTest(engine, await this.#file(engine), this.#title);
      },
      openChat: () => chats.show({ session: this.#session() }),
      openTrace: () =>
        "trace" in this.#source ? traces.showReceived(this.#source.trace) : traces.show(this.#session()),
      openOutput: ({ call, text }) => this.#openOutput(call, text),
      openFile: ({ path, line }) => openProjectFile(path, line),
      copy: async ({ text }) => vscode.env.clipboard.writeText((await this.#engine()).clean(text)),
    };
  }

  async #open(): Promise<() => ReplaySnapshot> {
    const engine = await this.#engine();
    const playback = await this.#read(engine);
    const { traces, session, title, ...overview } = await playback.overview().catch((error: unknown) => {
      // What could not be read is read anew the next time.
      this.dispose();
      throw error;
    });
    const shown = engine.clean(title);
    this.#title = shown;
    this.#options.panel.title = shown === "" ? "Replay" : `Replay: ${shown}`;
    const firstTrace = traces.at(-1)?.trace;
    return () => ({
      ...overview,
      title: "file" in this.#source ? `${shown} (${basename(this.#source.file)})` : shown,
      kind: kindOf(this.#source),
      ...(session && { session }),
      ...(firstTrace && { firstTrace }),
      actions: actionsOf(this.#source),
      ...(this.#rerun.report && { rerun: this.#rerun.report }),
    });
  }

  /** What was read is kept while the page is hidden, unless the recording has grown since. */
  async #read(engine: Engine): Promise<PlaybackClient> {
    const source = this.#source;
    const grows = "session" in source && (await engine.sessions.writer(source.session)) !== "none";
    if (this.#playback !== undefined && !grows) return this.#playback;
    this.dispose();
    this.#share = 0;
    this.#playback = await engine.playback(source, (share) => (this.#share = share));
    return this.#playback;
  }

  /** As the recording has it, without secrets that are known only since. */
  async #state(query: StateQuery): Promise<PlayState> {
    const [engine, playback] = [await this.#engine(), this.#opened()];
    const state = await playback.state(query);
    // How much fits into a foreign model's context is not known.
    const foreign = "trace" in this.#source;
    const contextWindow = foreign ? 0 : engine.models.info(state.status.model).contextWindow;
    return {
      ...state,
      text: engine.clean(state.text),
      items: cleaned(state.items, engine.clean),
      status: { ...state.status, contextWindow },
    };
  }

  async #openOutput(call: string, text: string): Promise<void> {
    const { sessions, clean } = await this.#engine();
    const whole =
      "session" in this.#source
        ? await sessions.toolOutput(this.#source.session, (tool) => tool.call === call)
        : undefined;
    await this.#options.texts.open(clean(whole ?? text), "output.txt");
  }

  /** The path of the recording's lines. */
  async #file({ sessions }: Engine): Promise<string> {
    const source = this.#source;
    if ("file" in source) return source.file;
    const session = this.#session();
    await sessions.flush(session);
    return sessions.file(session);
  }

  #session(): SessionId {
    if ("session" in this.#source) return this.#source.session;
    const [what, advice] =
      "trace" in this.#source
        ? ["This is the trace of another program, not a session.", "Its program would have to go on with it."]
        : ["This recording is not a session of this workspace.", "Import it first."];
    throw new FlightdeckError("invalid_request", what, { advice });
  }

  #opened(): PlaybackClient {
    if (this.#playback !== undefined) return this.#playback;
    throw new FlightdeckError("cancelled", "The recording is not open.", { advice: "Open it again." });
  }

  #engine(): Promise<Engine> {
    return this.#options.engine.get();
  }
}

const kindOf = (source: PlaybackSource): ReplaySnapshot["kind"] =>
  "session" in source ? "session" : "file" in source ? "file" : "trace";

function actionsOf(source: PlaybackSource): readonly ReplayAction[] {
  if ("session" in source) return ["rerun", "fork", "compare", "saveAsTest", "openChat", "openTrace"];
  return "trace" in source ? ["openTrace"] : ["rerun", "saveAsTest"];
}
