import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { fraction, type Tick } from "../../../views/timeScale.ts";
import { Splitter } from "../splitter/splitter.tsx";
import type { TraceModel } from "../traceModel.ts";
import "./columnHeads.css";

interface HeadsProps {
  readonly model: TraceModel;
  readonly marks: readonly Tick[];
  readonly axisRef: RefObject<HTMLDivElement | null>;
  readonly gridRef: RefObject<HTMLElement | null>;
  readonly onNameWidth: (width: number | undefined) => void;
}

/** Names of the columns, and the time axis. Stays on top while the rows scroll. */
export function ColumnHeads({ model, marks, axisRef, gridRef, onNameWidth }: HeadsProps) {
  const name = useRef<HTMLDivElement>(null);
  return (
    <div role="row" class="heads" aria-rowindex={1}>
      <div ref={name} role="columnheader" class="cell cell-name head-name">
        Name
        <Splitter
          label="Width of the name column"
          direction="horizontal"
          panel={name}
          room={gridRef}
          least={120}
          onSize={onNameWidth}
        />
      </div>
      <div role="columnheader" class="cell cell-tokens" title="Tokens in / out of all model calls below">
        Tokens
      </div>
      <div role="columnheader" class="cell cell-cost" title="Cost of all model calls below">
        Cost
      </div>
      <div role="columnheader" class="cell cell-duration">
        Duration
      </div>
      <div ref={axisRef} role="columnheader" class="cell cell-time head-time" aria-label="Time">
        {marks.map(({ at, label }) => (
          <span key={label} class="tick" style={{ left: leftOf(model, at) }}>
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}

/** The axis' ticks as thin lines behind all rows. */
export function TickLines({ model, marks }: Pick<HeadsProps, "model" | "marks">) {
  return (
    <div class="tick-lines" aria-hidden="true">
      <div class="cell cell-name" />
      <div class="cell cell-tokens" />
      <div class="cell cell-cost" />
      <div class="cell cell-duration" />
      <div class="cell cell-time">
        {marks.map(({ at, label }) => (
          <span key={label} class="tick-line" style={{ left: leftOf(model, at) }} />
        ))}
      </div>
    </div>
  );
}

const leftOf = (model: TraceModel, at: number): string => `${(fraction(model.range, at) * 100).toFixed(3)}%`;
