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

/** @param kept how the last one went, where the page is shown anew. */
export function useRerun(host: Host<ReplayContract>, kept?: RerunReport): Rerun {
  const [known, setKnown] = useState<Pick<Rerun, "running" | "report" | "error">>({ ...NONE, report: kept });
  const start = (): void => {
    setKnown({ ...NONE, running: true });
    host.request("rerun").then(
      (report) => setKnown({ ...NONE, report }),
      (error: Error) => setKnown({ ...NONE, error }),
    );
  };
  const dismiss = (): void => {
    setKnown(NONE);
    host.request("dismissRerun").catch(() => undefined);
  };
  return { ...known, start, dismiss };
}

const NONE = { running: false, report: undefined, error: undefined };
