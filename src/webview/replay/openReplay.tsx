import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import type { SpanId } from "../../core/ids.ts";
import type { ReplayContract, ReplaySnapshot } from "../../protocol/replay.ts";
import type { Host } from "../kit/connection.ts";
import { ErrorLine } from "../kit/errorLine.tsx";
import { Icon } from "../kit/icon.tsx";
import { useIsWide } from "../kit/useIsWide.ts";
import { Splitter } from "../trace/splitter/splitter.tsx";
import { Controls } from "./controls/controls.tsx";
import { Help } from "./controls/help.tsx";
import { usePlayerKeys } from "./controls/keys.ts";
import { Header } from "./header/header.tsx";
import { RerunLine } from "./header/rerunLine.tsx";
import { useRerun } from "./header/useRerun.ts";
import { keep, kept } from "./pageState.ts";
import { TranscriptPane } from "./transcript/transcriptPane.tsx";
import { usePlayer } from "./usePlayer.ts";
import { usePlayState } from "./usePlayState.ts";
import { WaterfallPane } from "./waterfall/waterfallPane.tsx";

interface OpenReplayProps {
  readonly host: Host<ReplayContract>;
  readonly snapshot: ReplaySnapshot;
  /** Where the host's wish to move the playhead goes. */
  readonly seek: RefObject<(position: number) => void>;
}

/** Where the page is wider than this, the waterfall stands beside the transcript, else below it. */
const BESIDE_FROM = 760;
/** Items of the transcript at first, and how many more each time. */
const ITEMS = 60;

/** A recording that was read: transcript and waterfall under one playhead. */
export function OpenReplay({ host, snapshot, seek }: OpenReplayProps) {
  const [problem, setProblem] = useState<Error | undefined>(undefined);
  const [count, setCount] = useState(ITEMS);
  const [help, setHelp] = useState(false);
  const playing = usePlayer(host, snapshot);
  const { player, act } = playing;
  const shown = usePlayState(host, player.position, count, setProblem);
  const rerun = useRerun(host, snapshot.rerun);
  const beside = useIsWide(BESIDE_FROM);
  const body = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLElement>(null);
  const [size, setSize] = useKeptSize(host, beside);
  const attempt = (request: Promise<unknown>): void => void request.catch(setProblem);
  seek.current = (position) => act(() => player.seek(position));
  usePlayerKeys(playing, () => setHelp(true));
  const toSpan = async (span: SpanId): Promise<void> => {
    const position = await host.request("spanPosition", { span });
    if (position !== undefined) act(() => player.seek(position));
  };
  return (
    <div class="replay">
      <Header
        host={host}
        snapshot={snapshot}
        state={shown?.state}
        position={player.position}
        rerun={rerun}
        attempt={attempt}
        onHelp={() => setHelp(true)}
      />
      {snapshot.notes.map((note) => (
        <div key={note} class="replay-note" role="note">
          <Icon name="warning" />
          <span>{note}</span>
        </div>
      ))}
      <RerunLine host={host} rerun={rerun} onSeek={(position) => act(() => player.seek(position))} />
      <ErrorLine error={problem} onDismiss={() => setProblem(undefined)} />
      <div ref={body} class={`replay-body ${beside ? "beside" : "below"}`}>
        <section
          ref={pane}
          class="replay-transcript"
          aria-label="Transcript"
          style={size === undefined ? {} : { [beside ? "width" : "height"]: `${size}px` }}
        >
          <TranscriptPane
            host={host}
            shown={shown}
            canFork={snapshot.actions.includes("fork")}
            onEarlier={() => setCount(count + ITEMS * 2)}
            onSpan={({ spanId }) => attempt(toSpan(spanId))}
            onProblem={setProblem}
          />
        </section>
        <Splitter
          label="Size of the transcript"
          direction={beside ? "horizontal" : "vertical"}
          panel={pane}
          room={body}
          least={beside ? 200 : 100}
          onSize={setSize}
        />
        <WaterfallPane
          host={host}
          snapshot={snapshot}
          shown={shown}
          player={player}
          onSpan={(span) => attempt(toSpan(span))}
        />
      </div>
      <Controls
        host={host}
        snapshot={snapshot}
        playing={playing}
        text={shown?.state.text ?? ""}
        steps={rerun.report?.steps ?? []}
        divergedAt={rerun.report?.divergedAt}
      />
      {help && <Help onClose={() => setHelp(false)} />}
    </div>
  );
}

function useKeptSize(
  host: Host<ReplayContract>,
  beside: boolean,
): [number | undefined, (size: number | undefined) => void] {
  const [sizes, setSizes] = useState(() => kept(host.state));
  const name = beside ? "width" : "height";
  const set = (size: number | undefined): void => {
    setSizes({ ...sizes, [name]: size });
    keep(host.state, { [name]: size });
  };
  return [sizes[name], set];
}
