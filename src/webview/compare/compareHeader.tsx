import type { ComparisonView, SideView } from "../../views/compare/comparisonView.ts";
import { IconButton, LinkButton } from "../kit/button.tsx";
import { Icon } from "../kit/icon.tsx";
import "./compareHeader.css";

interface HeaderProps {
  readonly view: ComparisonView;
  readonly onlyDifferences: boolean;
  readonly onToggle: () => void;
  readonly onSwap: () => void;
  readonly onSession: (side: "left" | "right") => void;
  readonly onTrace: (side: "left" | "right") => void;
  readonly onStep: (direction: 1 | -1) => void;
}

/** What the change did, and the two sessions with their figures. */
export function CompareHeader({
  view,
  onlyDifferences,
  onToggle,
  onSwap,
  onSession,
  onTrace,
  onStep,
}: HeaderProps) {
  const differences = view.rows.filter(({ state }) => state !== "same" && state !== "shared").length;
  return (
    <header class="compare-header">
      <div class="compare-line">
        <h1>{view.summary}</h1>
        <div class="compare-tools" role="toolbar" aria-label="Comparison">
          <span class="muted small">{differences === 1 ? "1 difference" : `${differences} differences`}</span>
          <IconButton
            icon="arrow-up"
            label="Previous difference"
            disabled={differences === 0}
            onClick={() => onStep(-1)}
          />
          <IconButton
            icon="arrow-down"
            label="Next difference"
            disabled={differences === 0}
            onClick={() => onStep(1)}
          />
          <IconButton icon="arrow-swap" label="Swap sides" onClick={onSwap} />
          <label class="compare-only small">
            <input type="checkbox" checked={onlyDifferences} onChange={onToggle} /> Only differences
          </label>
        </div>
      </div>
      <div class="compare-sides">
        {(["left", "right"] as const).map((side) => (
          <Side
            key={side}
            side={view[side]}
            label={side === "left" ? "A" : "B"}
            onSession={() => onSession(side)}
            onTrace={() => onTrace(side)}
          />
        ))}
      </div>
    </header>
  );
}

interface SideProps {
  readonly side: SideView;
  readonly label: string;
  readonly onSession: () => void;
  readonly onTrace: () => void;
}

function Side({ side, label, onSession, onTrace }: SideProps) {
  return (
    <section class="compare-side" aria-label={`${label}: ${side.title}`}>
      <h2>
        <span class="compare-label" aria-hidden="true">
          {label}
        </span>
        <span class="ellipsis" title={side.title}>
          {side.title}
        </span>
      </h2>
      <p class={side.failed ? "compare-outcome failed" : "compare-outcome"}>
        <Icon name={side.failed ? "error" : "check"} /> {side.outcome}
        <LinkButton onClick={onSession}>chat</LinkButton>
        <LinkButton onClick={onTrace}>trace</LinkButton>
      </p>
      <dl class="figures small">
        {side.figures.map((figure) => (
          <div key={figure.label}>
            <dt class="muted">{figure.label}</dt>
            <dd>{figure.text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
