import * as vscode from "vscode";
import type { Receiver } from "../../engine/receiver.ts";
import type { TraceSummary } from "../../views/receivedTrace.ts";
import { TRACE_FILTERS } from "../../views/traceQuery.ts";

/** So many traces are looked at for services, agents and models to offer. */
const LOOKED_AT = 500;
const OFFERED = 12;

/**
 * Lets the person write a filter, or put one together from what is there. Picking adds to what is written; Enter on
 * the first line takes it.
 * @returns undefined where the person left without an answer.
 */
export async function pickFilter(receiver: Receiver, current: string): Promise<string | undefined> {
  const { traces } = await receiver.list({ limit: LOOKED_AT });
  const offers = offersOf(traces);
  const pick = vscode.window.createQuickPick();
  pick.title = "Filter traces";
  pick.placeholder = "Words, or key:value; all must fit. Enter takes what is written.";
  pick.value = current;
  const show = (): void => {
    const text = pick.value.trim();
    const take = {
      label: text === "" ? "$(clear-all) Show all traces" : `$(filter) ${text}`,
      alwaysShow: true,
    };
    pick.items = [take, ...offers.filter(({ label }) => !text.includes(label))];
  };
  show();
  return new Promise((resolve) => {
    pick.onDidChangeValue(show);
    pick.onDidAccept(() => {
      const [picked] = pick.selectedItems;
      if (picked === undefined || picked === pick.items[0]) {
        resolve(pick.value.trim());
        pick.hide();
        return;
      }
      // What was typed of it is completed.
      const written = pick.value
        .trim()
        .split(/\s+/)
        .filter((word) => !picked.label.startsWith(word));
      pick.value = `${[...written, picked.label].join(" ").trim()} `;
      show();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function offersOf(traces: readonly TraceSummary[]): readonly vscode.QuickPickItem[] {
  const known = [
    ...values(
      "service",
      traces.map(({ service }) => service),
    ),
    ...values(
      "agent",
      traces.map(({ agent }) => agent),
    ),
    ...values(
      "model",
      traces.flatMap(({ models }) => models),
    ),
    ...values(
      "error",
      traces.map(({ failure }) => failure),
    ),
    "status:error",
    "status:running",
    "is:unpriced",
    "is:assumed",
  ];
  const examples = [TRACE_FILTERS.cost, TRACE_FILTERS.duration, TRACE_FILTERS.spans];
  return [
    ...known.map((label) => ({ label, alwaysShow: true })),
    ...examples.map((label) => ({ label, description: "for example; change the number", alwaysShow: true })),
  ];
}

/** The most frequent values of a key, as a filter writes them. */
function values(key: string, all: readonly (string | undefined)[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const value of all) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, OFFERED)
    .map(([value]) => `${key}:${/\s/.test(value) ? `"${value}"` : value}`);
}
