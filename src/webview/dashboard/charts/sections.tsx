import { useMemo, useState } from "preact/hooks";
import {
  cacheShare,
  failureChart,
  latencyChart,
  tokenChart,
  type WorkKind,
} from "../../../views/timeChart.ts";
import type { DashboardView } from "../../../views/dashboardView.ts";
import type { PageState } from "../../kit/connection.ts";
import type { OnBehind } from "../behind.ts";
import { Choice } from "../choice.tsx";
import { Section } from "../section.tsx";
import { ChartBody } from "./chartBody.tsx";

interface ChartSectionProps {
  readonly view: DashboardView;
  readonly state: PageState;
  readonly onBehind: OnBehind;
}

const KINDS = [
  { id: "call", label: "Model calls" },
  { id: "tool", label: "Tools" },
  { id: "turn", label: "Turns" },
] as const satisfies readonly { readonly id: WorkKind; readonly label: string }[];

/** What failed, of each class over time. */
export function FailureSection({ view, state, onBehind }: ChartSectionProps) {
  const [kind, setKind] = useState<WorkKind>("call");
  const chart = useMemo(() => failureChart(view.data, kind), [view.data, kind]);
  return (
    <Section
      title="Failures"
      class="failures"
      aside={<Choice label="Failures of what" options={KINDS} value={kind} onPick={setKind} />}
    >
      <p class="chart-words muted small">{chart.summary}</p>
      <ChartBody
        name="Failures"
        chart={chart}
        state={state}
        nothing="Nothing failed in this time."
        onPick={(bucket) => onBehind({ kind, bucket, failure: "any" })}
      />
    </Section>
  );
}

/** How long model calls took. */
export function LatencySection({ view, state, onBehind }: ChartSectionProps) {
  const chart = useMemo(() => latencyChart(view.data), [view.data]);
  return (
    <Section title="Latency" class="latency">
      <p class="chart-words muted small">Of model calls that succeeded</p>
      <ChartBody
        name="Latency"
        chart={chart}
        state={state}
        nothing="No model call succeeded in this time."
        onPick={(bucket) => onBehind({ bucket, order: "slowest" })}
      />
    </Section>
  );
}

/** What was sent and answered, and how much of it the cache served. */
export function TokenSection({ view, state, onBehind }: ChartSectionProps) {
  const chart = useMemo(() => tokenChart(view.data), [view.data]);
  return (
    <Section title="Tokens" class="tokens">
      <p class="chart-words muted small">Cache hit rate {cacheShare(view.data.calls.usage)}</p>
      <ChartBody
        name="Tokens"
        chart={chart}
        state={state}
        nothing="No tokens were used in this time."
        onPick={(bucket) => onBehind({ bucket })}
      />
    </Section>
  );
}
