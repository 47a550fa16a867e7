import { useCallback, useEffect, useState } from "preact/hooks";
import type { ChecklistContract, ChecklistShown } from "../../protocol/checklist.ts";
import type { Host } from "../kit/connection.ts";

export interface Checklist {
  /** Undefined until the host has answered. */
  readonly shown?: ChecklistShown | undefined;
  /** Why the page could not be opened. */
  readonly error?: Error | undefined;
  readonly retry: () => void;
}

/** The report and the audit that runs, kept up to date by the host's news. */
export function useChecklist(host: Host<ChecklistContract>): Checklist {
  const [known, setKnown] = useState<Omit<Checklist, "retry">>({});
  const open = useCallback(() => {
    host.request("open").then(
      (shown) => setKnown({ shown }),
      (error: Error) => setKnown({ error }),
    );
  }, []);
  useEffect(() => {
    host.onNews((news) => {
      if (news.type === "shown") return setKnown({ shown: news.shown });
      const { done, all } = news;
      setKnown(({ shown }) => ({ shown: { ...shown, running: { done, all } } }));
    }, open);
    open();
  }, [host]);
  return { ...known, retry: open };
}
