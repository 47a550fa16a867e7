import { useEffect, useMemo, useReducer } from "preact/hooks";
import type { ReplayContract, ReplaySnapshot } from "../../protocol/replay.ts";
import { nextStop, JUMPS } from "../../views/playback/navigation.ts";
import { Player, SPEEDS } from "../../views/playback/player.ts";
import type { Host } from "../kit/connection.ts";
import { keep, kept } from "./pageState.ts";

/** Moves the playhead and draws what hangs on it. */
export interface Playing {
  readonly player: Player;
  /** Changes something of the player; the page is drawn anew. */
  readonly act: (how: (player: Player) => void) => void;
}

const SETTLES_MS = 300;

/** The player of a recording, where it was left; at its first error, else its end, when it is new. */
export function usePlayer(host: Host<ReplayContract>, snapshot: ReplaySnapshot): Playing {
  const [version, draw] = useReducer((count: number) => count + 1, 0);
  const player = useMemo(() => begin(host, snapshot), [host, snapshot]);
  const act = (how: (player: Player) => void): void => {
    how(player);
    draw(undefined);
  };
  useEffect(() => {
    if (!player.playing) return;
    let [last, frame] = [performance.now(), 0];
    const step = (now: number): void => {
      player.tick(now - last);
      last = now;
      draw(undefined);
      if (player.playing) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [player, player.playing]);
  useEffect(() => {
    const save = (): void => keep(host.state, { position: player.position, speed: player.speed });
    if (!player.playing) return save();
    const timer = setTimeout(save, SETTLES_MS);
    return () => clearTimeout(timer);
  }, [player, version]);
  return { player, act };
}

function begin(host: Host<ReplayContract>, snapshot: ReplaySnapshot): Player {
  const player = new Player(snapshot);
  const { position, speed = 1 } = kept(host.state);
  if (SPEEDS.some((each) => each === speed)) player.speed = speed;
  player.seek(position ?? nextStop(snapshot.stops, 0, 1, JUMPS.error) ?? player.length);
  return player;
}
