import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { TraceContract } from "../../protocol/trace.ts";
import type { Host } from "../kit/connection.ts";
import { useIsWide } from "../kit/useIsWide.ts";
import { Details } from "./details/details.tsx";
import { Grid } from "./grid/grid.tsx";
import { Header } from "./header/header.tsx";
import { Help } from "./help/help.tsx";
import { Minimap } from "./minimap/minimap.tsx";
import { pageKey } from "./pageKeys.ts";
import { keep, kept, NO_DETAILS, type DetailsPlace } from "./pageState.ts";
import { spanActions, type SpanActions } from "./spanActions.ts";
import { Splitter } from "./splitter/splitter.tsx";
import type { TraceModel } from "./traceModel.ts";
import { useModel } from "./useModel.ts";
import { useSearch } from "./useSearch.ts";
import type { Trace } from "./useTrace.ts";

interface WaterfallPageProps {
  readonly host: Host<TraceContract>;
  readonly trace: Trace;
  readonly model: TraceModel;
}

/** Where the page is wider than this, details stand beside the rows, else below them. */
const BESIDE_FROM = 1100;

/** One trace: header, minimap, rows and the details of the selected span. */
export function WaterfallPage({ host, trace, model }: WaterfallPageProps) {
  const version = useModel(model);
  const [details, setDetails] = useKeptDetails(host);
  const [nameWidth, setNameWidth] = useState(kept(host.state).nameWidth);
  const [help, setHelp] = useState(false);
  const grid = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const beside = useIsWide(BESIDE_FROM);
  useKeptModel(host, model, version);
  useSearch(host, model);
  const [said, say] = useSaid();
  const actions = useMemo(() => spanActions(host, model, say), [host, model]);
  usePageKeys(model, actions, () => setHelp(true));

  const open = (focus: boolean): void => {
    setDetails({ open: true });
    if (focus) requestAnimationFrame(() => pane.current?.focus());
  };
  const close = (): void => {
    setDetails({ open: false });
    grid.current?.focus();
  };
  const { selected } = model;
  return (
    <div class="trace">
      <Header choices={trace.choices} model={model} onPick={trace.open} onHelp={() => setHelp(true)} />
      <Minimap model={model} version={version} />
      <div ref={body} class={`trace-body ${beside ? "beside" : "below"}`}>
        <Grid
          model={model}
          gridRef={grid}
          nameWidth={nameWidth}
          onNameWidth={(width) => {
            setNameWidth(width);
            keep(host.state, { nameWidth: width });
          }}
          onOpen={open}
          onEscape={close}
          top={kept(host.state).top}
          onTop={(top) => keep(host.state, { top })}
        />
        {details.open && selected !== undefined && (
          <>
            <Splitter
              label="Size of the details"
              direction={beside ? "horizontal" : "vertical"}
              panel={pane}
              room={body}
              before
              least={beside ? 240 : 100}
              onSize={(size) => setDetails(sized(beside, size))}
            />
            <Details
              host={host}
              model={model}
              actions={actions}
              span={selected}
              paneRef={pane}
              size={beside ? { width: `${details.width}px` } : { height: `${details.height}px` }}
              tab={details.tab}
              onTab={(tab) => setDetails({ tab })}
              onClose={close}
            />
          </>
        )}
      </div>
      <p class="said" role="status">
        {said}
      </p>
      {help && <Help onClose={() => setHelp(false)} />}
    </div>
  );
}

const sized = (beside: boolean, size: number | undefined): Partial<DetailsPlace> =>
  beside ? { width: size ?? NO_DETAILS.width } : { height: size ?? NO_DETAILS.height };

function useKeptDetails(host: Host<TraceContract>): [DetailsPlace, (news: Partial<DetailsPlace>) => void] {
  const [details, setDetails] = useState(() => kept(host.state).details ?? NO_DETAILS);
  const change = (news: Partial<DetailsPlace>): void =>
    setDetails((before) => {
      const after = { ...before, ...news };
      keep(host.state, { details: after });
      return after;
    });
  return [details, change];
}

const SETTLES_MS = 300;

/** Keeps what the person made of the trace, a moment after they made it. */
function useKeptModel(host: Host<TraceContract>, model: TraceModel, version: number): void {
  useEffect(() => {
    // What is not read yet cannot be kept.
    if (model.read < 1) return;
    const timer = setTimeout(() => {
      const { selected, query, hidesOthers, showsPath, waterfall } = model;
      keep(host.state, {
        selected: selected === undefined ? undefined : waterfall.spanId(selected),
        query,
        hidesOthers,
        showsPath,
        groups: waterfall.groupsRepeats,
        folds: waterfall.folds,
      });
    }, SETTLES_MS);
    return () => clearTimeout(timer);
  }, [model, version]);
}

const SAID_MS = 5_000;

/** What was done last, in a line that goes by itself. */
function useSaid(): [string, (words: string) => void] {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, setSaid];
}

function usePageKeys(model: TraceModel, actions: SpanActions, onHelp: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => pageKey(event, model, { actions, onHelp });
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [model, actions]);
}
