import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { TraceId } from "../../core/ids.ts";
import type { TraceSummary } from "../../views/receivedTrace.ts";
import type { CommandHandlers } from "../commands.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import type { SinglePanel } from "../pages/singlePanel.ts";
import type { TracePages } from "../pages/tracePages.ts";
import { traceIdOf, type TracesTree } from "./tracesTree.ts";

export interface TraceCommandsOptions {
  readonly engine: LazyEngine;
  readonly tree: TracesTree;
  readonly pages: TracePages;
  readonly connect: SinglePanel;
}

type TraceCommand = Extract<keyof CommandHandlers, `traces.${string}` | "connectAgent">;

/** What can be done with traces of other programs. */
export function traceCommands(options: TraceCommandsOptions): Pick<CommandHandlers, TraceCommand> {
  const { engine, tree, pages, connect } = options;
  return {
    "traces.open": (item) => pages.showReceived(required(item)),
    "traces.refresh": () => tree.refresh(),
    "traces.more": () => tree.showMore(),
    "traces.filter": async () => {
      const { pickFilter } = await import("../onDemand.ts");
      const text = await pickFilter(await (await engine.get()).receiver(), tree.filtered);
      if (text !== undefined) tree.filter(text);
    },
    "traces.export": async (item) => (await import("../onDemand.ts")).exportTrace(engine, required(item)),
    "traces.openFile": async (files) =>
      (await import("../onDemand.ts")).openTraceFiles(engine, pages, isFiles(files) ? files : undefined),
    "traces.openRemote": async () => (await import("../onDemand.ts")).openRemoteTrace(engine, pages),
    "traces.import": async () => {
      const { importTraces } = await import("../onDemand.ts");
      const traces = await importTraces(engine);
      tree.refresh();
      if (traces?.[0] !== undefined) pages.showReceived(traces[0]);
    },
    "traces.ofLine": async () => {
      const { spansOfLine } = await import("../onDemand.ts");
      const span = await spansOfLine(await (await engine.get()).receiver());
      if (span !== undefined) pages.showReceived(span.traceId, span.spanId);
    },
    "traces.claim": async (item) => {
      const { claimService } = await import("../onDemand.ts");
      const service = (item as Partial<TraceSummary> | undefined)?.service;
      if (await claimService(await (await engine.get()).receiver(), service)) tree.refresh();
    },
    "traces.unclaim": async () => {
      const { withdrawClaim } = await import("../onDemand.ts");
      if (await withdrawClaim(await (await engine.get()).receiver())) tree.refresh();
    },
    connectAgent: () => connect.show(),
  };
}

const isFiles = (argument: unknown): argument is readonly vscode.Uri[] =>
  Array.isArray(argument) && argument.every((file) => file instanceof vscode.Uri);

function required(item: unknown): TraceId {
  const trace = traceIdOf(item);
  if (trace !== undefined) return trace;
  throw new FlightdeckError("invalid_request", "No trace is chosen.", {
    advice: "Pick one in the Traces view.",
  });
}
