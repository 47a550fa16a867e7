import { useState } from "preact/hooks";
import type { ReplayContract, RerunReport } from "../../../protocol/replay.ts";
import type { Host } from "../../kit/connection.ts";

/** A run of the recording in its own world. */
export interface Rerun {
  readonly running: boolean;
  /** The person is being asked how. */
  readonly picking: boolean;
  readonly report: RerunReport | undefined;
  readonly error: Error | undefined;
  readonly start: () => void;
  readonly dismiss: () => void;
}

/** @param kept how the last one went, where the page is shown anew. */
export function useRerun(host: Host<ReplayContract>, kept?: RerunReport): Rerun {
  const [known, setKnown] = useState<Pick<Rerun, "running" | "picking" | "report" | "error">>({
    ...NONE,
    report: kept,
  });
  const run = async (): Promise<void> => {
    setKnown((before) => ({ ...before, picking: true }));
    const world = await host.request("pickWorld");
    // Who picks nothing keeps what the last one said.
    if (world === undefined) return setKnown((before) => ({ ...before, picking: false }));
    setKnown({ ...NONE, running: true });
    setKnown({ ...NONE, report: await host.request("rerun", { world }) });
  };
  const start = (): void => void run().catch((error: Error) => setKnown({ ...NONE, error }));
  const dismiss = (): void => {
    setKnown(NONE);
    host.request("dismissRerun").catch(() => undefined);
  };
  return { ...known, start, dismiss };
}

const NONE = { running: false, picking: false, report: undefined, error: undefined };
