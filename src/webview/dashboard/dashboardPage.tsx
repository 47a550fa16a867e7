import { useMemo } from "preact/hooks";
import type { SessionId } from "../../core/ids.ts";
import type { DashboardContract } from "../../protocol/dashboard.ts";
import { numberCards, type NumberCard } from "../../views/dashboardCards.ts";
import { RANGES } from "../../views/dashboardRange.ts";
import type { Behind, DashboardView } from "../../views/dashboardView.ts";
import { Button } from "../kit/button.tsx";
import type { Host } from "../kit/connection.ts";
import { ErrorLine } from "../kit/errorLine.tsx";
import { useAction } from "../kit/useAction.ts";
import { behindOf, type OnBehind, type Pointed } from "./behind.ts";
import { BreakdownSection } from "./breakdown/breakdownSection.tsx";
import { BudgetSection } from "./budget/budgetSection.tsx";
import { Cards } from "./cards.tsx";
import { FailureSection, LatencySection, TokenSection } from "./charts/sections.tsx";
import { Choice } from "./choice.tsx";
import { EmptyDashboard } from "./emptyDashboard.tsx";
import { FilterBar } from "./filterBar.tsx";
import { Indexing, Loading } from "./loading.tsx";
import { ModelTable } from "./models/modelTable.tsx";
import { SessionsSection } from "./sessions/sessionsSection.tsx";
import { SpendSection } from "./spend/spendSection.tsx";
import { useDashboard, type Dashboard } from "./useDashboard.ts";
import "./dashboardPage.css";

interface PageProps {
  readonly host: Host<DashboardContract>;
}

/** What agents in this workspace did and cost. */
export function DashboardPage({ host }: PageProps) {
  const dashboard = useDashboard(host);
  const { view, error, indexing } = dashboard;
  if (view === undefined)
    return error === undefined ? <Loading text="Opening the dashboard…" /> : <Failed {...dashboard} />;
  if (view.sessions + view.received === 0 && indexing === undefined) return <Empty host={host} />;
  return <Filled host={host} dashboard={dashboard} view={view} />;
}

function Failed({ error, retry }: Dashboard) {
  return (
    <div class="dashboard-failed">
      <ErrorLine error={error} />
      <Button onClick={retry}>Try Again</Button>
    </div>
  );
}

function Empty({ host }: PageProps) {
  const newSession = useAction(() => host.request("newSession"));
  const settings = useAction(() => host.request("openBudgetSettings"));
  return (
    <main>
      <ErrorLine error={newSession.error ?? settings.error} />
      <EmptyDashboard onNewSession={() => void newSession.run()} onSettings={() => void settings.run()} />
    </main>
  );
}

/** What the numbers on top stand for. */
const CARDS: Readonly<Record<NumberCard["id"], Pointed>> = {
  spend: { order: "dearest" },
  errors: { failure: "any" },
  calls: {},
  latency: { order: "slowest" },
};

interface FilledProps extends PageProps {
  readonly dashboard: Dashboard;
  readonly view: DashboardView;
}

function Filled({ host, dashboard, view }: FilledProps) {
  const { range, pick, filter, narrow, pending, error, indexing, ahead } = dashboard;
  const cards = useMemo(() => numberCards(view), [view]);
  const openSession = useAction((session: SessionId) => host.request("openSession", { session }));
  const openTrace = useAction((session: SessionId) => host.request("openTrace", { session }));
  const settings = useAction(() => host.request("openBudgetSettings"));
  const behind = useAction((asked: Behind) => host.request("openBehind", asked));
  const onBehind: OnBehind = (pointed) => {
    const asked = behindOf(view, pointed);
    if (asked !== undefined) void behind.run(asked);
  };
  const failed = [openSession, openTrace, settings, behind].find((action) => action.error !== undefined);
  return (
    <main class="dashboard" aria-busy={pending}>
      <header class="dashboard-header">
        <h1>Dashboard</h1>
        <FilterBar view={view} filter={filter} onPick={narrow} />
        <Choice label="Time range" options={RANGES} value={range} onPick={pick} />
      </header>
      {indexing !== undefined && <Indexing share={indexing} />}
      <ErrorLine error={error} />
      {failed && <ErrorLine error={failed.error} onDismiss={failed.dismiss} />}
      <Cards cards={cards} onOpen={(id) => onBehind(CARDS[id])} />
      <SpendSection view={view} state={host.state} onBehind={onBehind} />
      <BudgetSection view={view} state={host.state} onSettings={() => void settings.run()} />
      <FailureSection view={view} state={host.state} onBehind={onBehind} />
      <LatencySection view={view} state={host.state} onBehind={onBehind} />
      <TokenSection view={view} state={host.state} onBehind={onBehind} />
      <ModelTable view={view} onBehind={onBehind} />
      <BreakdownSection view={view} onBehind={onBehind} />
      <SessionsSection
        view={view}
        ahead={ahead}
        state={host.state}
        onOpen={(session) => void openSession.run(session)}
        onTrace={(session) => void openTrace.run(session)}
      />
    </main>
  );
}
