import * as vscode from "vscode";
import type { Log } from "../../core/ports.ts";
import { fromUsd } from "../../core/units.ts";
import type { Engine } from "../../engine.ts";
import type { DashboardContract } from "../../protocol/dashboard.ts";
import { dashboardQuery, isRangeId, rangeOf } from "../../views/dashboardRange.ts";
import type { Budgets, DashboardAsked, DashboardView } from "../../views/dashboardView.ts";
import { run } from "../commands.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import type { ChatPages } from "./chatPages.ts";
import type { TracePages } from "./tracePages.ts";
import { pickBehind } from "./behindPick.ts";
import { WebviewPage } from "./webviewPage.ts";

export interface DashboardOptions {
  readonly extensionUri: vscode.Uri;
  readonly engine: LazyEngine;
  readonly chats: ChatPages;
  readonly traces: TracePages;
  readonly log: Log;
}

/** Puts the dashboard into its panel. */
export function fillDashboardPanel(panel: vscode.WebviewPanel, options: DashboardOptions): void {
  const { extensionUri, engine, chats, traces, log } = options;
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
      openBehind: async (query) => pickBehind(await engine.get(), query, traces),
      openSession: ({ session }) => chats.show({ session }),
      openTrace: ({ session }) => traces.show(session),
      openBudgetSettings: async () => void (await run("openBudgetSettings")),
      newSession: () => chats.showNew(),
    },
  });
  panel.onDidDispose(() => following?.dispose());
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
