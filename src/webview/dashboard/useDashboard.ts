import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { DashboardContract } from "../../protocol/dashboard.ts";
import type { RangeId } from "../../views/dashboardRange.ts";
import type { DashboardFilter, DashboardView } from "../../views/dashboardView.ts";
import type { Host } from "../kit/connection.ts";
import { keep, kept, keptRange } from "./pageState.ts";

export interface Dashboard {
  /** The range that the person chose; `view` may still show the one before. */
  readonly range: RangeId;
  readonly view?: DashboardView;
  /** Milliseconds by which the host's clock is ahead of the page's. */
  readonly ahead: number;
  /** Why the newest request failed. */
  readonly error?: Error | undefined;
  /** Whether an answer is on its way that the person waits for. */
  readonly pending: boolean;
  /** Set while recordings are read, 0 to 1. */
  readonly indexing?: number | undefined;
  readonly filter: DashboardFilter;
  readonly pick: (range: RangeId) => void;
  readonly narrow: (filter: DashboardFilter) => void;
  readonly retry: () => void;
}

type Known = Pick<Dashboard, "range" | "filter" | "view" | "ahead" | "error" | "pending" | "indexing">;

/** While calls run, everything changes all the time; so often is enough. */
const LEAST_MS = 1_000;
/** Days end and times go by without any news. */
const REFRESH_MS = 300_000;

/** What the dashboard shows, kept up to date by the host's news. */
export function useDashboard(host: Host<DashboardContract>): Dashboard {
  const [known, setKnown] = useState<Known>({
    range: keptRange(host.state),
    filter: kept(host.state).filter ?? {},
    ahead: 0,
    pending: true,
  });
  const range = useRef(known.range);
  const filter = useRef(known.filter);
  const newest = useRef(0);
  const change = (news: Partial<Known>): void => setKnown((before) => ({ ...before, ...news }));

  const ask = useCallback(async (name: "open" | "query"): Promise<void> => {
    const number = ++newest.current;
    const news = await host.request(name, { range: range.current, filter: filter.current }).then(
      (view): Partial<Known> => ({
        view,
        ahead: view.now - Date.now(),
        indexing: view.indexing,
        error: undefined,
      }),
      (error: Error) => ({ error }),
    );
    // An answer that a later question has overtaken is not shown.
    if (number === newest.current) change({ ...news, pending: false });
  }, []);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askSoon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void ask("query");
      }, LEAST_MS);
    };
    host.onNews(
      (news) => {
        if (news.type === "changed") askSoon();
        else change({ indexing: news.share });
      },
      () => void ask("open"),
    );
    void ask("open");
    const refresh = setInterval(askSoon, REFRESH_MS);
    return () => {
      clearTimeout(timer);
      clearInterval(refresh);
    };
  }, [host]);

  const pick = useCallback((id: RangeId) => {
    range.current = id;
    keep(host.state, { range: id });
    change({ range: id, pending: true });
    void ask("query");
  }, []);
  const narrow = useCallback((wanted: DashboardFilter) => {
    filter.current = wanted;
    keep(host.state, { filter: wanted });
    change({ filter: wanted, pending: true });
    void ask("query");
  }, []);
  const retry = useCallback(() => {
    change({ pending: true, error: undefined });
    void ask("open");
  }, []);
  return { ...known, pick, narrow, retry };
}
