import { useState } from "preact/hooks";
import type { ReplayContract, ReplaySnapshot, RerunStep } from "../../../protocol/replay.ts";
import { hasStop, JUMPS, type Jump } from "../../../views/playback/navigation.ts";
import { SPEEDS } from "../../../views/playback/player.ts";
import { formatClock } from "../../../views/playback/words.ts";
import { IconButton } from "../../kit/button.tsx";
import type { Host } from "../../kit/connection.ts";
import { LiveRegion } from "../../kit/liveRegion.tsx";
import { Select } from "../../kit/select.tsx";
import type { Playing } from "../usePlayer.ts";
import "./controls.css";
import { Track } from "./track.tsx";

interface ControlsProps {
  readonly host: Host<ReplayContract>;
  readonly snapshot: ReplaySnapshot;
  readonly playing: Playing;
  /** What happened last, in one line. */
  readonly text: string;
  readonly steps: readonly RerunStep[];
  /** Position of the first step that a re-run did differently. */
  readonly divergedAt: number | undefined;
}

const SPEED_OPTIONS = SPEEDS.map((speed) => ({ id: String(speed), label: `${speed}×` }));

/** What moves the playhead, and where it is. */
export function Controls({ host, snapshot, playing, text, steps, divergedAt }: ControlsProps) {
  const { player, act } = playing;
  return (
    <footer class="controls">
      <p class="controls-text ellipsis" title={text}>
        {text}
      </p>
      {!player.playing && <LiveRegion text={text} />}
      <div class="controls-row">
        <div class="controls-buttons" role="toolbar" aria-label="Playback">
          <IconButton
            icon="debug-restart"
            label="To the beginning (Home)"
            onClick={() => act(() => player.seek(1))}
          />
          <IconButton
            icon="debug-step-back"
            label="Previous step (←)"
            onClick={() => act(() => player.jump(-1))}
          />
          <IconButton
            icon={player.playing ? "debug-pause" : "play"}
            label={player.playing ? "Pause (Space)" : "Play (Space)"}
            class="controls-play"
            onClick={() => act(() => (player.playing ? player.pause() : player.play()))}
          />
          <IconButton
            icon="debug-step-over"
            label="Next step (→)"
            onClick={() => act(() => player.jump(1))}
          />
          <IconButton
            icon="debug-continue"
            label="To the end (End)"
            onClick={() => act(() => player.seek(player.length))}
          />
          <Select
            label="Speed"
            above
            options={SPEED_OPTIONS}
            value={String(player.speed)}
            onPick={(speed) => act(() => (player.speed = Number(speed)))}
          />
        </div>
        <Track
          host={host}
          snapshot={snapshot}
          playing={playing}
          text={text}
          steps={steps}
          divergedAt={divergedAt}
        />
        <span class="controls-clock figures">
          {formatClock(player.time, player.duration)} / {formatClock(player.duration, player.duration)}
        </span>
        <Jumps snapshot={snapshot} playing={playing} />
      </div>
    </footer>
  );
}

function Jumps({ snapshot, playing: { player, act } }: Pick<ControlsProps, "snapshot" | "playing">) {
  const there = (Object.keys(JUMPS) as Jump[]).filter((jump) => hasStop(snapshot.stops, JUMPS[jump]));
  const [chosen, setChosen] = useState<Jump | undefined>(undefined);
  const kind = chosen ?? there[0];
  if (kind === undefined) return null;
  const go = (direction: 1 | -1): void => act(() => player.jump(direction, JUMPS[kind]));
  return (
    <div class="controls-jumps" role="group" aria-label="Jump">
      <IconButton icon="chevron-left" label={`Previous ${kind}`} onClick={() => go(-1)} />
      <Select
        label="What to jump to"
        above
        options={there.map((jump) => ({ id: jump, label: jump }))}
        value={kind}
        onPick={(jump) => setChosen(jump as Jump)}
      />
      <IconButton icon="chevron-right" label={`Next ${kind}`} onClick={() => go(1)} />
    </div>
  );
}
