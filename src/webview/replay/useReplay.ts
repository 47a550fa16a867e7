import { useCallback, useEffect, useState } from "preact/hooks";
import type { ReplayContract, ReplaySnapshot } from "../../protocol/replay.ts";
import type { Host } from "../kit/connection.ts";

/** What the page knows of the recording as a whole. */
export interface Replay {
  readonly state: "loading" | "open" | "failed";
  /** How much was read, 0 to 1. */
  readonly share: number;
  readonly error?: Error;
  readonly snapshot?: ReplaySnapshot;
  /** Reads it anew. */
  readonly reopen: () => void;
}

type Known = Omit<Replay, "reopen">;

const LOOKS_EVERY_MS = 250;

/** @param onSeek called when the host moves the playhead. */
export function useReplay(host: Host<ReplayContract>, onSeek: (position: number) => void): Replay {
  const [known, setKnown] = useState<Known>({ state: "loading", share: 0 });
  const reopen = useCallback(() => {
    setKnown({ state: "loading", share: 0 });
    host.request("open").then(
      (snapshot) => setKnown({ state: "open", share: 1, snapshot }),
      (error: Error) => setKnown({ state: "failed", share: 0, error }),
    );
  }, [host]);
  useEffect(() => {
    host.onNews(({ position }) => onSeek(position), reopen);
    reopen();
  }, [host]);
  useEffect(() => {
    if (known.state !== "loading") return;
    const look = async (): Promise<void> => {
      const share = await host.request("progress").catch(() => 0);
      setKnown((before) => (before.state === "loading" ? { ...before, share } : before));
    };
    const timer = setInterval(() => void look(), LOOKS_EVERY_MS);
    return () => clearInterval(timer);
  }, [host, known.state]);
  return { ...known, reopen };
}
