import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SpanId, TraceId } from "../../../core/ids.ts";
import type { ReplayContract, ReplaySnapshot } from "../../../protocol/replay.ts";
import type { Player } from "../../../views/playback/player.ts";
import type { Host } from "../../kit/connection.ts";
import { Grid } from "../../trace/grid/grid.tsx";
import { TraceModel } from "../../trace/traceModel.ts";
import type { Shown } from "../usePlayState.ts";
import { PlayheadLine } from "./playheadLine.tsx";
import "./waterfallPane.css";

interface WaterfallPaneProps {
  readonly host: Host<ReplayContract>;
  readonly snapshot: ReplaySnapshot;
  readonly shown: Shown | undefined;
  readonly player: Player;
  /** The person chose a span. */
  readonly onSpan: (span: SpanId) => void;
}

const nothing = (): void => undefined;

/** The spans of the turn under the playhead; what lies in its future is veiled. */
export function WaterfallPane({ host, snapshot, shown, player, onSpan }: WaterfallPaneProps) {
  const trace = shown?.state.span?.traceId ?? snapshot.firstTrace;
  const model = useTraceModel(host, trace);
  const grid = useRef<HTMLDivElement>(null);
  const [nameWidth, setNameWidth] = useState<number | undefined>(undefined);
  const span = shown?.state.span?.spanId;
  useEffect(() => {
    const row = span === undefined ? undefined : model?.waterfall.find(span);
    if (row !== undefined && model?.selected !== row) model?.select(row);
  }, [model, span]);
  return (
    <section class="replay-waterfall" aria-label="Waterfall">
      {model === undefined ? (
        <p class="replay-empty muted">{trace === undefined ? "This recording has no spans." : ""}</p>
      ) : (
        <Grid
          key={model.trace}
          model={model}
          gridRef={grid}
          nameWidth={nameWidth}
          onNameWidth={setNameWidth}
          onOpen={() => {
            if (model.selected !== undefined) onSpan(model.waterfall.spanId(model.selected) as SpanId);
          }}
          onEscape={nothing}
          top={undefined}
          onTop={nothing}
          overlay={
            shown && <PlayheadLine model={model} at={wallAt(shown, snapshot, player) - model.origin} />
          }
        />
      )}
    </section>
  );
}

/** The recorded time of the playhead, also between two lines. */
function wallAt({ state }: Shown, { times }: ReplaySnapshot, player: Player): number {
  const since = player.time - (times[state.position - 1] ?? 0);
  return state.wall + (player.position === state.position ? Math.max(0, since) : 0);
}

function useTraceModel(host: Host<ReplayContract>, trace: TraceId | undefined): TraceModel | undefined {
  const [model, setModel] = useState<TraceModel | undefined>(undefined);
  const models = useMemo(() => new Map<TraceId, TraceModel>(), [host]);
  useEffect(() => {
    if (trace === undefined) return;
    const known = models.get(trace);
    if (known !== undefined) return setModel(known);
    let wanted = true;
    const show = (found: ReplayContract["requests"]["trace"]["result"]): void => {
      if (found === undefined || !wanted) return;
      const made = new TraceModel({ trace, ...found, clock: { live: false, now: 0 } });
      models.set(trace, made);
      setModel(made);
    };
    host.request("trace", { trace }).then(show, () => undefined);
    return () => {
      wanted = false;
    };
  }, [host, trace]);
  return model;
}
