import { useEffect, useRef, useState } from "preact/hooks";
import type { ReplayContract } from "../../protocol/replay.ts";
import type { PlayState } from "../../views/playback/playback.ts";
import type { TranscriptItem } from "../../views/transcriptItems.ts";
import type { Host } from "../kit/connection.ts";

/** The state at the playhead, with the items that are shown; the same version is the same object. */
export interface Shown {
  readonly state: PlayState;
  readonly items: readonly TranscriptItem[];
}

/**
 * Asks for the state at a position, one question at a time: while one is under way, only the newest
 * position is remembered.
 */
export function usePlayState(
  host: Host<ReplayContract>,
  position: number,
  count: number,
  onProblem: (error: Error) => void,
): Shown | undefined {
  const [shown, setShown] = useState<Shown | undefined>(undefined);
  const wanted = useRef({ position, count });
  const known = useRef(new Map<number, TranscriptItem>());
  const asking = useRef(false);
  const ask = async (): Promise<void> => {
    asking.current = true;
    try {
      for (let asked; asked !== wanted.current;) {
        asked = wanted.current;
        const state = await host.request("state", { ...asked, have: [...known.current.keys()] });
        for (const { version, item } of state.items) known.current.set(version, item);
        const items = state.shown.flatMap((version) => known.current.get(version) ?? []);
        // What is shown is kept, so that the next question is for little.
        known.current = new Map(state.shown.map((version, index) => [version, items[index]!]));
        setShown({ state, items });
      }
    } catch (error) {
      onProblem(error as Error);
    } finally {
      asking.current = false;
    }
  };
  useEffect(() => {
    wanted.current = { position, count };
    if (!asking.current) void ask();
  }, [host, position, count]);
  return shown;
}
