import * as vscode from "vscode";
import type { Session } from "../../agent/session.ts";
import { FlightdeckError } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import { modelName } from "../../core/modelName.ts";
import type { Log } from "../../core/ports.ts";
import type { Engine } from "../../engine.ts";
import type { ChatContract, ChatHeader, ChatSnapshot } from "../../protocol/chat.ts";
import type { TranscriptChange, TranscriptItem } from "../../views/transcriptItems.ts";
import { run } from "../commands.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import type { ApprovalBroker } from "../ports/approvals.ts";
import type { SessionView } from "../sessionView.ts";
import type { SessionViews } from "../sessionViews.ts";
import type { ShownSession } from "../shownSession.ts";
import type { StopNews } from "../stopNews.ts";
import type { VirtualTexts } from "../virtualTexts.ts";
import { batched } from "./batched.ts";
import { chatHeader } from "./chatHeader.ts";
import { findFiles, openProjectFile } from "./editors.ts";
import { agentToCome, modelToCome, statusToCome, untitled, type ChatStart } from "./chatStart.ts";
import { clearTaint } from "./clearTaint.ts";
import { handoffStart } from "./handoffStart.ts";
import { runOffered } from "./runOffered.ts";
import { ShownChat } from "./shownChat.ts";
import { slashCommands } from "./slashCommands.ts";
import { WebviewPage, type PageHandlers } from "./webviewPage.ts";

export interface ChatPageOptions {
  readonly panel: vscode.WebviewPanel;
  readonly extensionUri: vscode.Uri;
  readonly engine: LazyEngine;
  readonly views: SessionViews;
  readonly approvals: ApprovalBroker;
  readonly texts: VirtualTexts;
  readonly stops: StopNews;
  readonly log: Log;
}

/** Turns whose items travel with the first answer; older ones follow when they are scrolled to. */
const NEWEST_TURNS = 20;

/** The chat panel: one conversation, or the empty input of one that begins with its first message. */
export class ChatPage implements vscode.Disposable {
  readonly #options: ChatPageOptions;
  readonly #page: WebviewPage<ChatContract>;
  readonly #chat: ShownChat;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #changes = batched<TranscriptChange>((changes) => this.#page.post({ type: "changes", changes }));
  readonly #onKept: () => void;
  #start: ChatStart;
  #modelChanges: { dispose(): void } | undefined;

  /** @param onKept called when something else is needed to show the same again. */
  constructor(options: ChatPageOptions, start: ChatStart, onKept: () => void) {
    this.#options = options;
    this.#onKept = onKept;
    this.#start = start;
    const { panel, extensionUri, log } = options;
    this.#page = new WebviewPage<ChatContract>({
      panel,
      page: "chat",
      extensionUri,
      log,
      handlers: this.#handlers(),
    });
    this.#chat = new ShownChat({
      ...options,
      onAttached: (view) => this.#attached(view),
      onChanges: (changes) => this.#changes.add(...changes),
      onStatus: () => void this.#postHeader(),
      onLost: () => this.#reset(),
    });
    panel.onDidDispose(() => this.dispose());
    this.#subscriptions.push(
      options.stops.onChange(() => void this.#postHeader()),
      options.views.onTaken((id) => id === this.session && this.#chat.taken()),
    );
    this.#keep();
  }

  get session(): SessionId | undefined {
    return this.#shown?.id ?? this.#start.session;
  }

  get #shown(): ShownSession | undefined {
    return this.#chat.shown;
  }

  get #view(): SessionView | undefined {
    return this.#chat.view;
  }

  get panel(): vscode.WebviewPanel {
    return this.#options.panel;
  }

  /** What is needed to show the same again. */
  get kept(): ChatStart {
    return this.#start;
  }

  /** Puts another conversation, or a new one, in the place of this one. */
  async show(start: ChatStart): Promise<void> {
    this.#chat.leave();
    this.#start = start;
    this.#keep();
    this.#entitle();
    this.#reset();
  }

  dispose(): void {
    this.#chat.leave();
    this.#changes.dispose();
    this.#modelChanges?.dispose();
    vscode.Disposable.from(...this.#subscriptions.splice(0)).dispose();
  }

  #handlers(): PageHandlers<ChatContract> {
    const { approvals, texts } = this.#options;
    return {
      open: () => this.#open(),
      items: ({ turns }) => turns.flatMap((turn) => this.#shown?.transcript.itemsOf(turn) ?? []),
      send: ({ text }) => this.#runTurn((session) => session.send(text)),
      retry: () => this.#runTurn((session) => session.retry()),
      edit: ({ message, text }) => this.#runTurn((session) => session.edit(message, text)),
      goOn: () => this.#runTurn((session) => session.goOn()),
      fork: async (step) => void (await run("sessions.fork", { session: this.session, ...step })),
      stop: () => this.#view?.session.stop(),
      skipWait: () => this.#view?.session.skipWait(),
      switchTo: ({ turn }) => {
        const tip = this.#view?.transcript.tipOf(turn);
        if (tip !== undefined) return this.#view?.session.switchTo(tip);
        return undefined;
      },
      answer: ({ call, answer }) => {
        if (approvals.answer(call, answer)) return;
        throw new FlightdeckError("cancelled", "Nobody waits for this answer any more.", {
          advice: "The run has ended.",
        });
      },
      openDiff: async ({ call }) => {
        const preview = approvals.request(call)?.preview;
        if (preview?.kind === "diff") await texts.openDiff(preview);
      },
      openOutput: async ({ call }) => {
        const { id } = this.#requireShown();
        const { sessions, clean } = await this.#engine();
        const text = await sessions.toolOutput(id, (tool) => tool.call === call);
        await texts.open(clean(text ?? ""), `${call}.txt`);
      },
      openFile: ({ path, line }) => openProjectFile(path, line),
      openSpan: async (span) => void (await run("openTrace", { session: this.session, ...span })),
      openTrace: async () => void (await run("openTrace", { session: this.session })),
      pickAgent: ({ name }) => this.#pickAgent(name),
      pickModel: ({ id }) => this.#pickModel(id),
      newSession: async () => this.show(await this.#choices()),
      handOff: ({ index }) => this.#handOff(index),
      findFiles: ({ query }) => findFiles(query),
      commands: async () => {
        const engine = await this.#engine();
        const { provider } = this.#view?.status.model ?? (await modelToCome(engine, this.#start));
        return provider === "simulated" ? slashCommands(engine) : [];
      },
      runCommand: ({ command }) => runOffered(command),
      stopThere: async () => void ((await this.#chat.stopThere()) && this.#reset()),
      clearTaint: () => clearTaint(this.#view?.session, this.#view?.status.taint),
      undoTurn: async ({ turn }) => void (await run("undoTurn", { session: this.session, turn })),
      enterPrice: async ({ model }) => void (await run("enterPrice", model)),
      copy: async ({ text }) => vscode.env.clipboard.writeText((await this.#engine()).clean(text)),
    };
  }

  async #open(): Promise<() => ChatSnapshot> {
    const engine = await this.#engine();
    this.#modelChanges ??= engine.models.onChange(() => void this.#postHeader());
    if (this.#start.session !== undefined && this.#shown === undefined)
      await this.#chat.enter(this.#start.session);
    if (this.#shown !== undefined) this.#entitle();
    const header = await this.#header(engine);
    const { draft, attached } = this.#start;
    return () => {
      this.#changes.clear();
      const turns = this.#shown?.transcript.turns() ?? [];
      const items: TranscriptItem[] = turns
        .slice(-NEWEST_TURNS)
        .flatMap(({ id }) => this.#shown?.transcript.itemsOf(id) ?? []);
      return {
        header,
        turns,
        items,
        now: engine.ports.clock.now(),
        ...(draft !== undefined && { draft }),
        ...(attached && { attached }),
      };
    };
  }

  #attached(view: SessionView): void {
    this.#start = { session: view.session.id };
    this.#keep();
    this.#entitle();
  }

  /** The page asks anew for what is shown. */
  #reset(): void {
    this.#changes.clear();
    this.#page.post({ type: "reset" });
  }

  #entitle(): void {
    this.panel.title = this.#shown?.status.title || untitled(this.#start);
  }

  async #postHeader(): Promise<void> {
    this.#entitle();
    const header = await this.#header(await this.#engine());
    this.#changes.flush();
    this.#page.post({ type: "header", header });
  }

  async #header(engine: Engine): Promise<ChatHeader> {
    const status = this.#shown?.status ?? (await statusToCome(engine, this.#start));
    return chatHeader(engine, status, this.#chat.readOnly, this.#view?.session.agent, this.#chat.held);
  }

  /** Runs a turn in the background. Settles when it has begun, or with the reason why it could not. */
  async #runTurn(begin: (session: Session) => Promise<unknown>): Promise<void> {
    const view = this.#view ?? (await this.#newSession());
    const begun = new Promise<void>((resolve) => {
      const subscription = view.onChanges(() => {
        subscription.dispose();
        resolve();
      });
    });
    const turn = begin(view.session);
    turn.catch(() => undefined);
    await Promise.race([begun, turn]);
  }

  async #newSession(): Promise<SessionView> {
    const engine = await this.#engine();
    const { model, parent, private: isPrivate } = this.#start;
    const session = await engine.sessions.create({
      agent: await agentToCome(engine, this.#start),
      ...(parent && { parent }),
      ...(isPrivate && { private: isPrivate }),
      ...(model !== undefined && { model: engine.models.refOf(model) }),
    });
    const view = await this.#options.views.add(session);
    this.#chat.attach(view);
    return view;
  }

  /** The other agent takes this page. */
  async #handOff(index: number): Promise<void> {
    const { start, message } = handoffStart(this.#view, index);
    await this.show(start);
    if (message !== undefined) await this.#runTurn((session) => session.send(message));
  }

  async #pickAgent(agent: string): Promise<void> {
    const { model, private: isPrivate } = await this.#choices();
    const keepsModel = this.#view === undefined && model !== undefined;
    await this.show({ agent, ...(keepsModel && { model }), ...(isPrivate && { private: isPrivate }) });
  }

  async #pickModel(id: string): Promise<void> {
    const engine = await this.#engine();
    if (this.#view === undefined) this.#start = { ...this.#start, model: id };
    else await this.#view.session.switchModel(engine.models.refOf(id));
    this.#keep();
    await this.#postHeader();
  }

  /** What a new session on this page begins with: a private one is followed by a private one. */
  async #choices(): Promise<ChatStart> {
    const status = this.#shown?.status;
    if (status === undefined) return this.#start;
    const isPrivate = (await this.#engine()).sessions.isPrivate(this.#view?.session.id);
    return { agent: status.agent, model: modelName(status.model), ...(isPrivate && { private: true }) };
  }

  #requireShown(): ShownSession {
    if (this.#shown === undefined) throw new FlightdeckError("internal", "There is no conversation yet.");
    return this.#shown;
  }

  #keep(): void {
    this.#page.keep(this.#start);
    this.#onKept();
  }

  #engine(): Promise<Engine> {
    return this.#options.engine.get();
  }
}
