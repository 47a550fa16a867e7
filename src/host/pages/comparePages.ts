import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import type { Log } from "../../core/ports.ts";
import type { CompareContract } from "../../protocol/compare.ts";
import type { ComparedRow, Comparison } from "../../views/compare/compare.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import { panelType } from "../manifest.ts";
import type { Revivable } from "../revival.ts";
import type { SessionViews } from "../sessionViews.ts";
import type { VirtualTexts } from "../virtualTexts.ts";
import type { ChatPages } from "./chatPages.ts";
import type { TracePages } from "./tracePages.ts";
import { createPanel, WebviewPage } from "./webviewPage.ts";

export interface ComparePagesOptions {
  readonly extensionUri: vscode.Uri;
  readonly engine: LazyEngine;
  readonly chats: ChatPages;
  readonly traces: TracePages;
  readonly texts: VirtualTexts;
  readonly views: SessionViews;
  readonly log: Log;
}

/** Which sessions a page compares. */
export interface Sides {
  readonly left: SessionId;
  readonly right: SessionId;
}

/** While a session runs, it changes all the time; comparing it anew so often is enough. */
const SETTLE_MS = 1_000;

/** The pages on which two sessions stand beside each other. */
export class ComparePages implements Revivable, vscode.Disposable {
  readonly page = "compare";
  readonly #options: ComparePagesOptions;
  readonly #serializer: vscode.Disposable;
  readonly #panelsChanged = new vscode.EventEmitter<void>();
  readonly #panels = new Map<vscode.WebviewPanel, Sides>();

  readonly onPanelsChange = this.#panelsChanged.event;

  constructor(options: ComparePagesOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType("compare"), {
      deserializeWebviewPanel: (panel, state: unknown) => {
        const sides = parseSides((state as { readonly restore?: unknown } | undefined)?.restore);
        if (sides === undefined) panel.dispose();
        else this.#fill(panel, sides);
        return Promise.resolve();
      },
    });
  }

  /** Compares two sessions; asks for those that are not named. */
  async ask(argument?: unknown, selected?: unknown): Promise<void> {
    const { askSessions } = await import("../onDemand.ts");
    const sides = await askSessions(await this.#options.engine.get(), argument, selected);
    if (sides !== undefined) this.show(sides);
  }

  show(sides: Sides): void {
    const open = [...this.#panels].find(
      ([, { left, right }]) => left === sides.left && right === sides.right,
    );
    if (open === undefined) this.#fill(createPanel("compare", "Compare", vscode.ViewColumn.Active), sides);
    else open[0].reveal();
  }

  kept(): readonly Sides[] {
    return [...this.#panels.values()];
  }

  reopen(kept: unknown): void {
    const sides = parseSides(kept);
    if (sides !== undefined) this.show(sides);
  }

  dispose(): void {
    this.#panelsChanged.dispose();
    this.#serializer.dispose();
  }

  #fill(panel: vscode.WebviewPanel, first: Sides): void {
    const { extensionUri, engine, chats, traces, texts, views, log } = this.#options;
    let sides = first;
    let comparison: Comparison | undefined;
    const page = new WebviewPage<CompareContract>({
      panel,
      page: "compare",
      extensionUri,
      log,
      handlers: {
        open: async () => {
          const { comparedSessions } = await import("../onDemand.ts");
          const compared = await comparedSessions(await engine.get(), sides);
          ({ comparison } = compared);
          return () => compared.view;
        },
        openDiff: ({ index }) => openRow(texts, comparison?.rows[index]),
        openSession: ({ side }) => chats.show({ session: sides[side] }),
        openTrace: ({ side }) => traces.show(sides[side]),
        swap: () => {
          sides = { left: sides.right, right: sides.left };
          this.#note(panel, page, sides);
        },
      },
    });
    let stale: NodeJS.Timeout | undefined;
    const following = views.onChange((id) => {
      if (id !== sides.left && id !== sides.right) return;
      stale ??= setTimeout(() => {
        stale = undefined;
        page.post({ type: "changed" });
      }, SETTLE_MS);
    });
    panel.onDidDispose(() => {
      following.dispose();
      clearTimeout(stale);
      this.#panels.delete(panel);
      this.#panelsChanged.fire();
    });
    this.#note(panel, page, sides);
  }

  #note(panel: vscode.WebviewPanel, page: WebviewPage<CompareContract>, sides: Sides): void {
    this.#panels.set(panel, sides);
    page.keep(sides);
    this.#panelsChanged.fire();
  }
}

async function openRow(texts: VirtualTexts, row: ComparedRow | undefined): Promise<void> {
  const step = row?.left ?? row?.right;
  if (row === undefined || step === undefined)
    throw new FlightdeckError("internal", "This step is no longer part of the comparison.", {
      advice: "Reload the page.",
    });
  const { left, right } = row;
  const name = step.kind === "prompt" ? "message" : `${step.kind} ${step.name}`.replaceAll("/", "-");
  await texts.openComparison(
    name,
    { text: wholeText(left), label: "A" },
    { text: wholeText(right), label: "B" },
  );
}

const wholeText = (step: ComparedRow["left"]): string =>
  [step?.input, step?.text, step?.failure && `failed: ${step.failure}`]
    .filter((part) => part !== undefined && part !== "")
    .join("\n\n");

/** What a page gave back after a reload; it may be anything. */
function parseSides(kept: unknown): Sides | undefined {
  const { left, right } = (kept ?? {}) as Record<string, unknown>;
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  return { left: left as SessionId, right: right as SessionId };
}
