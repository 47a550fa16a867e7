import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import { useRef, useState } from "preact/hooks";
import type { CompareContract } from "../../protocol/compare.ts";
import type { ComparisonView } from "../../views/compare/comparisonView.ts";
import { Button } from "../kit/button.tsx";
import type { Host } from "../kit/connection.ts";
import { ErrorLine } from "../kit/errorLine.tsx";
import { useAction } from "../kit/useAction.ts";
import { CompareHeader } from "./compareHeader.tsx";
import { CompareRows } from "./compareRows.tsx";
import "./comparePage.css";
import { useComparison } from "./useComparison.ts";

interface PageProps {
  readonly host: Host<CompareContract>;
}

/** Two sessions beside each other, step by step. */
export function ComparePage({ host }: PageProps) {
  const { view, error, reload } = useComparison(host);
  if (view !== undefined) return <Compared host={host} view={view} error={error} reload={reload} />;
  if (error === undefined)
    return (
      <div class="compare-waiting" role="status">
        <vscode-progress-bar indeterminate aria-label="Comparing the sessions" />
        <p class="muted">Comparing the sessions…</p>
      </div>
    );
  return (
    <div class="compare-waiting">
      <ErrorLine error={error} />
      <Button onClick={reload}>Try Again</Button>
    </div>
  );
}

interface ComparedProps extends PageProps {
  readonly view: ComparisonView;
  readonly error: Error | undefined;
  readonly reload: () => void;
}

/** What the page keeps over a reload. */
const keptOnlyDifferences = (host: Host<CompareContract>): boolean =>
  (host.state.get() as { readonly onlyDifferences?: unknown } | undefined)?.onlyDifferences === true;

function Compared({ host, view, error, reload }: ComparedProps) {
  const [onlyDifferences, setOnly] = useState(() => keptOnlyDifferences(host));
  const rows = useRef<HTMLDivElement>(null);
  const openSession = useAction((side: "left" | "right") => host.request("openSession", { side }));
  const openTrace = useAction((side: "left" | "right") => host.request("openTrace", { side }));
  const openDiff = useAction((index: number) => host.request("openDiff", { index }));
  const swap = useAction(async () => {
    await host.request("swap");
    reload();
  });
  const failed = [openSession, openTrace, openDiff, swap].find((action) => action.error !== undefined);
  const toggle = (): void => {
    host.state.set({ onlyDifferences: !onlyDifferences });
    setOnly(!onlyDifferences);
  };
  return (
    <main class="compare">
      <CompareHeader
        view={view}
        onlyDifferences={onlyDifferences}
        onToggle={toggle}
        onSwap={() => void swap.run()}
        onSession={(side) => void openSession.run(side)}
        onTrace={(side) => void openTrace.run(side)}
        onStep={(direction) => goToDifference(rows.current, direction)}
      />
      <ErrorLine error={error} />
      {failed && <ErrorLine error={failed.error} onDismiss={failed.dismiss} />}
      <div ref={rows}>
        <CompareRows
          rows={view.rows}
          onlyDifferences={onlyDifferences}
          onOpen={(index) => void openDiff.run(index)}
        />
      </div>
    </main>
  );
}

/** Focuses the next or previous difference, around the ends. */
function goToDifference(area: HTMLElement | null, direction: 1 | -1): void {
  const all = [...(area?.querySelectorAll<HTMLElement>("[data-difference]") ?? [])];
  const focused = document.activeElement;
  const at = all.findIndex((row) => row === focused || row.contains(focused));
  const next =
    at === -1 ? (direction === 1 ? 0 : all.length - 1) : (at + direction + all.length) % all.length;
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: "center" });
}
