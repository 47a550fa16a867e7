import { useMemo } from "preact/hooks";
import { burnDown } from "../../../views/burnDown.ts";
import { budgetLines, simulatedText, type BudgetBar, type BudgetLine } from "../../../views/budgetCard.ts";
import type { DashboardView } from "../../../views/dashboardView.ts";
import { LinkButton } from "../../kit/button.tsx";
import type { PageState } from "../../kit/connection.ts";
import { Icon } from "../../kit/icon.tsx";
import { ChartBody } from "../charts/chartBody.tsx";
import { Section } from "../section.tsx";
import "./budgetSection.css";

interface BudgetSectionProps {
  readonly view: DashboardView;
  readonly state: PageState;
  readonly onSettings: () => void;
}

/** What the caps leave, by the ledger of the whole machine. */
export function BudgetSection({ view: { budget, now }, state, onSettings }: BudgetSectionProps) {
  const month = useMemo(() => burnDown(budget, now), [budget, now]);
  const simulated = simulatedText(budget);
  return (
    <Section title="Budget" class="budget" aside={<LinkButton onClick={onSettings}>Change…</LinkButton>}>
      {budgetLines(budget, now).map((line) => (
        <Line key={line.id} {...line} />
      ))}
      {month && (
        <div class="burn-down">
          <p class="budget-note small">{sentence(month.forecast)}</p>
          <ChartBody
            name="Budget"
            chart={month.chart}
            state={state}
            height={140}
            whole="Now, and at the end of the month"
            nothing=""
          />
        </div>
      )}
      {simulated && <p class="budget-note muted small">{simulated}</p>}
      <p class="budget-note muted small">Of all folders and windows on this machine.</p>
    </Section>
  );
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function Line({ title, text, bar, notes }: BudgetLine) {
  return (
    <div class="budget-line">
      <div class="budget-text">
        <span>{title}</span>
        <span class="figures">
          {bar && bar.level !== "ok" && (
            <Icon name="warning" label={LEVELS[bar.level]} class={`budget-icon level-${bar.level}`} />
          )}
          {text}
        </span>
      </div>
      {bar && <Bar title={title} text={text} bar={bar} />}
      <ul class="budget-notes muted small">
        {bar && <li class="figures">{bar.percent} % used</li>}
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}

const LEVELS = { ok: "", warning: "The cap is nearly reached", full: "The cap is reached" } as const;

function Bar({
  title,
  text,
  bar,
}: {
  readonly title: string;
  readonly text: string;
  readonly bar: BudgetBar;
}) {
  return (
    <div
      class={`budget-bar level-${bar.level}`}
      role="meter"
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(100, bar.percent)}
      aria-valuetext={text}
    >
      <div class="budget-settled" style={{ width: `${bar.settled * 100}%` }} />
      <div class="budget-reserved" style={{ width: `${bar.reserved * 100}%` }} />
    </div>
  );
}
