import * as vscode from "vscode";
import type { Log } from "../../core/ports.ts";
import { fromUsd } from "../../core/units.ts";
import type { Engine } from "../../engine.ts";
import type { DashboardContract } from "../../protocol/dashboard.ts";
import { dashboardQuery, isRangeId, rangeOf } from "../../views/dashboardRange.ts";
import type { Budgets, DashboardAsked, DashboardView } from "../../views/dashboardView.ts";
import { run } from "../commands.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import { panelType } from "../manifest.ts";
import type { Revivable } from "../revival.ts";
import type { ChatPages } from "./chatPages.ts";
import type { TracePages } from "./tracePages.ts";
import { createPanel, WebviewPage } from "./webviewPage.ts";

export interface DashboardPagesOptions {
  readonly extensionUri: vscode.Uri;
  readonly engine: LazyEngine;
  readonly chats: ChatPages;
  readonly traces: TracePages;
  readonly log: Log;
}

/** The dashboard: one panel per window. */
export class DashboardPages implements Revivable, vscode.Disposable {
  readonly page = "dashboard";
  readonly #options: DashboardPagesOptions;
  readonly #serializer: vscode.Disposable;
  readonly #panelsChanged = new vscode.EventEmitter<void>();
  #panel: vscode.WebviewPanel | undefined;

  readonly onPanelsChange = this.#panelsChanged.event;

  constructor(options: DashboardPagesOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType("dashboard"), {
      deserializeWebviewPanel: (panel) => {
        this.#fill(panel);
        return Promise.resolve();
      },
    });
  }

  show(): void {
    if (this.#panel === undefined)
      this.#fill(createPanel("dashboard", "Flightdeck", vscode.ViewColumn.Active));
    else this.#panel.reveal();
  }

  kept(): readonly unknown[] {
    return this.#panel === undefined ? [] : [{}];
  }

  reopen(): void {
    this.show();
  }

  dispose(): void {
    this.#panelsChanged.dispose();
    this.#serializer.dispose();
  }

  #fill(panel: vscode.WebviewPanel): void {
    const { extensionUri, engine, chats, traces, log } = this.#options;
    let following: vscode.Disposable | undefined;
    const page = new WebviewPage<DashboardContract>({
      panel,
      page: "dashboard",
      extensionUri,
      log,
      handlers: {
        open: async (asked) => {
          const loaded = await engine.get();
          following ??= await follow(loaded, (news) => page.post(news));
          const view = await dashboard(loaded, asked);
          return () => view;
        },
        query: async (asked) => dashboard(await engine.get(), asked),
        openBehind: async (query) =>
          (await import("../onDemand.ts")).pickBehind(await engine.get(), query, traces),
        openSession: ({ session }) => chats.show({ session }),
        openTrace: ({ session }) => traces.show(session),
        openBudgetSettings: async () => void (await run("openBudgetSettings")),
        newSession: () => chats.showNew(),
      },
    });
    this.#panel = panel;
    panel.onDidDispose(() => {
      following?.dispose();
      if (this.#panel === panel) this.#panel = undefined;
      this.#panelsChanged.fire();
    });
    this.#panelsChanged.fire();
  }
}

/** Tells the page when its figures are stale, and how far a long first reading has come. */
async function follow(
  engine: Engine,
  post: (news: DashboardContract["news"]) => void,
): Promise<vscode.Disposable> {
  const [index, receiver] = await Promise.all([engine.index(), engine.receiver()]);
  const changed = (): void => post({ type: "changed" });
  return vscode.Disposable.from(
    receiver.onChange(changed),
    index.onChange(changed),
    engine.ledgers.metered.onChange(changed),
    engine.ledgers.simulated.onChange(changed),
    engine.ports.settings.onChange(changed),
    index.onProgress(({ done, total }) => post({ type: "indexing", share: total === 0 ? 1 : done / total })),
  );
}

async function dashboard(engine: Engine, asked: DashboardAsked): Promise<DashboardView> {
  const range = isRangeId(asked.range) ? asked.range : rangeOf(asked.range).id;
  const filter = asked.filter ?? {};
  const { clock } = engine.ports;
  const now = clock.now();
  const [data, budget] = await Promise.all([
    engine.dashboard.figures(dashboardQuery(range, now, clock.zone, filter)),
    budgets(engine),
  ]);
  const index = await engine.index();
  const [{ total }, received] = await Promise.all([
    index.sessions({ limit: 1 }),
    engine.dashboard.receivedTraces(),
  ]);
  return { now, range, filter, data, budget, sessions: total, received };
}

async function budgets(engine: Engine): Promise<Budgets> {
  const [real, simulated] = await Promise.all([engine.budget("metered"), engine.budget("simulated")]);
  const { "budget.daily": daily, "budget.monthly": monthly } = engine.ports.settings.current;
  return {
    real,
    simulated,
    ...(daily !== null && { dailyCap: fromUsd(daily) }),
    ...(monthly !== null && { monthlyCap: fromUsd(monthly) }),
  };
}
