import type * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { CompareContract } from "../../protocol/compare.ts";
import type { ComparedRow, Comparison } from "../../views/compare/compare.ts";
import { comparedSessions } from "../replay/compareSessions.ts";
import type { VirtualTexts } from "../virtualTexts.ts";
import type { ComparePagesOptions, Sides } from "./comparePages.ts";
import { WebviewPage } from "./webviewPage.ts";

export interface ComparePanelOptions extends ComparePagesOptions {
  /** Called when the person has swapped the sides. */
  readonly onSides: (sides: Sides) => void;
}

/** While a session runs, it changes all the time; comparing it anew so often is enough. */
const SETTLE_MS = 1_000;

/** Puts two sessions beside each other into their panel. */
export function fillComparePanel(
  panel: vscode.WebviewPanel,
  first: Sides,
  { extensionUri, engine, chats, traces, texts, views, log, onSides }: ComparePanelOptions,
): void {
  let sides = first;
  let comparison: Comparison | undefined;
  const page = new WebviewPage<CompareContract>({
    panel,
    page: "compare",
    extensionUri,
    log,
    handlers: {
      open: async () => {
        const compared = await comparedSessions(await engine.get(), sides);
        ({ comparison } = compared);
        return () => compared.view;
      },
      openDiff: ({ index }) => openRow(texts, comparison?.rows[index]),
      openSession: ({ side }) => chats.show({ session: sides[side] }),
      openTrace: ({ side }) => traces.show(sides[side]),
      swap: () => {
        sides = { left: sides.right, right: sides.left };
        page.keep(sides);
        onSides(sides);
      },
    },
  });
  page.keep(sides);
  let stale: NodeJS.Timeout | undefined;
  const following = views.onChange((id) => {
    if (id !== sides.left && id !== sides.right) return;
    stale ??= setTimeout(() => {
      stale = undefined;
      page.post({ type: "changed" });
    }, SETTLE_MS);
  });
  panel.onDidDispose(() => {
    following.dispose();
    clearTimeout(stale);
  });
}

async function openRow(texts: VirtualTexts, row: ComparedRow | undefined): Promise<void> {
  const step = row?.left ?? row?.right;
  if (row === undefined || step === undefined)
    throw new FlightdeckError("internal", "This step is no longer part of the comparison.", {
      advice: "Reload the page.",
    });
  const { left, right } = row;
  const name = step.kind === "prompt" ? "message" : `${step.kind} ${step.name}`.replaceAll("/", "-");
  await texts.openComparison(
    name,
    { text: wholeText(left), label: "A" },
    { text: wholeText(right), label: "B" },
  );
}

const wholeText = (step: ComparedRow["left"]): string =>
  [step?.input, step?.text, step?.failure && `failed: ${step.failure}`]
    .filter((part) => part !== undefined && part !== "")
    .join("\n\n");
