import * as vscode from "vscode";
import { FlightdeckError } from "../core/failure.ts";
import type { CommandHandlers } from "./commands.ts";
import type { LazyEngine } from "./lazyEngine.ts";
import type { ChatPages } from "./pages/chatPages.ts";
import type { ReplayPages } from "./pages/replayPages.ts";
import type { TracePages } from "./pages/tracePages.ts";
import { sessionIdOf } from "./sessionsTree.ts";
import { traceIdOf } from "./traces/tracesTree.ts";

export interface ReplayCommandsOptions {
  readonly engine: LazyEngine;
  readonly pages: ReplayPages;
  readonly chats: ChatPages;
  readonly traces: TracePages;
}

type ReplayCommand = "replaySession" | "replay.shown" | "replay.file" | "replay.session" | "replay.trace";

/** Ways to a play-back: the palette, the trees, an open page, a file. */
export function replayCommands({
  engine,
  pages,
  chats,
  traces,
}: ReplayCommandsOptions): Pick<CommandHandlers, ReplayCommand> {
  return {
    replaySession: async () => {
      const { pickRecording } = await import("./onDemand.ts");
      const source = await pickRecording(await engine.get());
      if (source !== undefined) pages.show(source);
    },
    "replay.shown": async () => {
      const source = traces.active ?? (chats.current && { session: chats.current });
      if (source !== undefined) pages.show(source);
    },
    "replay.file": async (argument) => {
      const file = argument instanceof vscode.Uri ? localFile(argument) : undefined;
      const source = file === undefined ? await (await import("./onDemand.ts")).pickFile() : { file };
      if (source !== undefined) pages.show(source);
    },
    "replay.session": async (item) => {
      const session = sessionIdOf(item);
      if (session === undefined)
        throw new FlightdeckError("invalid_request", "This recording has no readable beginning.", {
          advice: "Reveal it to look at the file.",
        });
      pages.show({ session });
    },
    "replay.trace": async (item) => {
      const trace = traceIdOf(item);
      if (trace !== undefined) pages.show({ trace });
    },
  };
}

function localFile(uri: vscode.Uri): string {
  if (uri.scheme === "file") return uri.fsPath;
  throw new FlightdeckError("invalid_request", "Only files on a disk can be replayed.", {
    advice: "Save it to a folder first.",
  });
}
