import { useCallback, useEffect, useState } from "preact/hooks";
import type { CompareContract } from "../../protocol/compare.ts";
import type { ComparisonView } from "../../views/compare/comparisonView.ts";
import type { Host } from "../kit/connection.ts";

export interface ShownComparison {
  readonly view?: ComparisonView;
  readonly error?: Error;
  readonly reload: () => void;
}

/** The comparison, asked for anew when one of the sessions goes on. */
export function useComparison(host: Host<CompareContract>): ShownComparison {
  const [known, setKnown] = useState<Omit<ShownComparison, "reload">>({});
  const reload = useCallback(() => {
    void host.request("open").then(
      (view) => setKnown({ view }),
      (error: Error) => setKnown((before) => ({ ...before, error })),
    );
  }, [host]);
  useEffect(() => {
    host.onNews(reload, reload);
    reload();
  }, [host]);
  return { ...known, reload };
}
