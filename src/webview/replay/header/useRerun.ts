import { useState } from "preact/hooks";
import type { ReplayContract, RerunReport } from "../../../protocol/replay.ts";
import type { Host } from "../../kit/connection.ts";

/** A run of the recording in its own world. */
export interface Rerun {
  readonly running: boolean;
  readonly report: RerunReport | undefined;
  readonly error: Error | undefined;
  readonly start: () => void;
  readonly dismiss: () => void;
}

export function useRerun(host: Host<ReplayContract>): Rerun {
  const [known, setKnown] = useState<Pick<Rerun, "running" | "report" | "error">>(NONE);
  const start = (): void => {
    setKnown({ ...NONE, running: true });
    host.request("rerun").then(
      (report) => setKnown({ ...NONE, report }),
      (error: Error) => setKnown({ ...NONE, error }),
    );
  };
  return { ...known, start, dismiss: () => setKnown(NONE) };
}

const NONE = { running: false, report: undefined, error: undefined };
