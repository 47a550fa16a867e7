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
  /** How much was read. */
  #share = 0;

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
      rerun: () => notYet(),
      stopRerun: () => undefined,
      openDivergence: () => notYet(),
      fork: async ({ position }) =>
        void (await run("sessions.fork", {
          session: this.#session(),
          seq: await this.#opened().seqAt(position),
        })),
      compare: async () => void (await run("compareSessions", { session: this.#session() })),
      saveAsTest: () => notYet(),
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
    this.#options.panel.title = shown === "" ? "Replay" : `Replay: ${shown}`;
    const firstTrace = traces.at(-1)?.trace;
    return () => ({
      ...overview,
      title: "file" in this.#source ? `${shown} (${basename(this.#source.file)})` : shown,
      kind: kindOf(this.#source),
      ...(session && { session }),
      ...(firstTrace && { firstTrace }),
      actions: actionsOf(this.#source),
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
    const { contextWindow } = engine.models.info(state.status.model);
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

  #session(): SessionId {
    if ("session" in this.#source) return this.#source.session;
    throw new FlightdeckError("invalid_request", "This recording is not a session of this workspace.", {
      advice: "Import it first.",
    });
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
  if ("session" in source) return ["fork", "compare", "openChat", "openTrace"];
  return "trace" in source ? ["openTrace"] : [];
}

function notYet(): never {
  throw new FlightdeckError("invalid_request", "This cannot be done with this recording.");
}
