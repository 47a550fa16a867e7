import { useMemo } from "preact/hooks";
import type { SessionId } from "../../core/ids.ts";
import type { DashboardContract } from "../../protocol/dashboard.ts";
import { numberCards } from "../../views/dashboardCards.ts";
import { RANGES } from "../../views/dashboardRange.ts";
import type { DashboardView } from "../../views/dashboardView.ts";
import { Button } from "../kit/button.tsx";
import type { Host } from "../kit/connection.ts";
import { ErrorLine } from "../kit/errorLine.tsx";
import { useAction } from "../kit/useAction.ts";
import { BudgetSection } from "./budget/budgetSection.tsx";
import { Cards } from "./cards.tsx";
import { Choice } from "./choice.tsx";
import { EmptyDashboard } from "./emptyDashboard.tsx";
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
  if (view.sessions === 0 && indexing === undefined) return <Empty host={host} />;
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

interface FilledProps extends PageProps {
  readonly dashboard: Dashboard;
  readonly view: DashboardView;
}

function Filled({ host, dashboard, view }: FilledProps) {
  const { range, pick, pending, error, indexing, ahead } = dashboard;
  const cards = useMemo(() => numberCards(view), [view]);
  const openSession = useAction((session: SessionId) => host.request("openSession", { session }));
  const openTrace = useAction((session: SessionId) => host.request("openTrace", { session }));
  const settings = useAction(() => host.request("openBudgetSettings"));
  const failed = [openSession, openTrace, settings].find((action) => action.error !== undefined);
  return (
    <main class="dashboard" aria-busy={pending}>
      <header class="dashboard-header">
        <h1>Dashboard</h1>
        <Choice label="Time range" options={RANGES} value={range} onPick={pick} />
      </header>
      {indexing !== undefined && <Indexing share={indexing} />}
      <ErrorLine error={error} />
      {failed && <ErrorLine error={failed.error} onDismiss={failed.dismiss} />}
      <Cards cards={cards} />
      <SpendSection view={view} state={host.state} />
      <BudgetSection view={view} onSettings={() => void settings.run()} />
      <ModelTable view={view} />
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
