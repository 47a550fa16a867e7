import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ReplayContract, ReplaySnapshot, RerunStep } from "../../../protocol/replay.ts";
import { formatClock } from "../../../views/playback/words.ts";
import type { Host } from "../../kit/connection.ts";
import { Icon } from "../../kit/icon.tsx";
import type { Playing } from "../usePlayer.ts";
import { paintTrack } from "./paintTrack.ts";
import "./track.css";

interface TrackProps {
  readonly host: Host<ReplayContract>;
  readonly snapshot: ReplaySnapshot;
  readonly playing: Playing;
  readonly text: string;
  readonly steps: readonly RerunStep[];
  readonly divergedAt: number | undefined;
}

/** The time line: what happened when, how a re-run went, and the playhead to drag. */
export function Track({ host, snapshot, playing: { player, act }, text, steps, divergedAt }: TrackProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useCanvasChanges(canvas);
  useLayoutEffect(() => {
    if (canvas.current !== null) paintTrack(canvas.current, snapshot, steps);
  }, [snapshot, steps, drawn]);
  const total = Math.max(player.duration, 1);
  return (
    <div class="track">
      <canvas ref={canvas} class="track-marks" />
      <input
        type="range"
        class="track-slider"
        aria-label="Time"
        aria-valuetext={`${formatClock(player.time, player.duration)} of ${formatClock(player.duration, player.duration)}. ${text}`}
        min={0}
        max={total}
        step="any"
        value={player.time}
        onInput={({ currentTarget }) =>
          act(() => {
            player.pause();
            player.seekTime(Number(currentTarget.value));
          })
        }
      />
      {divergedAt !== undefined && (
        <button
          type="button"
          class="track-diverged"
          style={{ left: `${(100 * (snapshot.times[divergedAt - 1] ?? 0)) / total}%` }}
          title="The re-run differs from here on. Show the difference"
          onClick={() => {
            act(() => player.seek(divergedAt));
            void host.request("openDivergence").catch(() => undefined);
          }}
        >
          <Icon name="diff" label="Show where the re-run differs" />
        </button>
      )}
    </div>
  );
}

/** Counts what makes the picture stale: another size, another theme. */
function useCanvasChanges(canvas: { readonly current: HTMLElement | null }): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const { current } = canvas;
    if (current === null) return;
    const changed = (): void => setChanges((count) => count + 1);
    const resized = new ResizeObserver(changed);
    const themed = new MutationObserver(changed);
    resized.observe(current);
    themed.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
    return () => {
      resized.disconnect();
      themed.disconnect();
    };
  }, []);
  return changes;
}
