import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ToolCall } from "../../../src/core/call.ts";
import type { BlobId, SessionId, SpanId, ToolCallId, TraceId, TurnId } from "../../../src/core/ids.ts";
import type { LiveEvent } from "../../../src/core/live.ts";
import type { Clock, Files, Processes } from "../../../src/core/ports.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { ToolError, type Tool, type ToolOutput } from "../../../src/core/tool.ts";
import { epochMs, ms } from "../../../src/core/units.ts";
import { NodeFiles } from "../../../src/node/files.ts";
import { nodeProcesses } from "../../../src/node/processes.ts";
import { builtinTools } from "../../../src/tools/index.ts";

/** A folder on the real disk with these files, removed after the test. */
export class Folder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Folder> {
    const folder = new Folder(await realpath(await mkdtemp(join(tmpdir(), "flightdeck-"))));
    for (const [path, content] of Object.entries(files)) await folder.write(path, content);
    return folder;
  }

  at(path: string): string {
    return join(this.path, path);
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(this.at(path)), { recursive: true });
    await writeFile(this.at(path), content);
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

/** A clock that stands still. */
export const stillClock: Clock = {
  now: () => epochMs(0),
  monotonic: () => ms(0),
  sleep: () => Promise.resolve(),
  timer: () => ({ dispose: () => undefined }),
  zone: "UTC",
};

const span = {
  context: { traceId: "trace" as TraceId, spanId: "span" as SpanId },
  set: () => undefined,
  event: () => undefined,
  fail: () => undefined,
  end: () => undefined,
};

export function toolCall(
  options: { signal?: AbortSignal; live?: (event: LiveEvent) => void } = {},
): ToolCall {
  return {
    session: "session" as SessionId,
    turn: "turn" as TurnId,
    id: "call" as ToolCallId,
    step: 1,
    signal: options.signal ?? new AbortController().signal,
    span,
    tracer: { start: () => span },
    recorder: {
      record: () => undefined,
      flush: () => Promise.resolve(),
      blob: () => Promise.resolve("blob" as BlobId),
    },
    live: options.live ?? (() => undefined),
    wait: () => Promise.resolve(),
  };
}

/** A tool that does nothing of its own. */
export const fakeTool = (parts: Partial<Tool> = {}): Tool => ({
  name: "act",
  description: "",
  inputSchema: { type: "object" },
  effects: "read",
  source: "builtin",
  title: () => "",
  run: () => Promise.resolve({ text: "done" }),
  ...parts,
});

export interface Room {
  tool(name: string): Tool;
  run(name: string, input: unknown, call?: ToolCall): Promise<ToolOutput>;
}

export interface RoomOptions {
  readonly os?: string;
  readonly clock?: Clock;
  readonly processes?: Processes;
  readonly env?: Readonly<Record<string, string>>;
  readonly commandTimeout?: number;
}

/** The built-in tools of one session over these files. */
export function roomOver(files: Files, options: RoomOptions = {}): Room {
  const { commandTimeout = 60 } = options;
  const tools = builtinTools({
    files,
    processes: options.processes ?? nodeProcesses,
    clock: options.clock ?? stillClock,
    settings: { current: { ...DEFAULT_SETTINGS, commandTimeout } },
    env: options.env ?? { PATH: process.env["PATH"] ?? "" },
    platform: { os: options.os ?? "linux" },
  });
  const tool = (name: string): Tool => {
    const found = tools.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no tool ${name}`);
    return found;
  };
  return { tool, run: (name, input, call = toolCall()) => tool(name).run(input, call) };
}

export const roomIn = (folder: Folder, options?: RoomOptions): Room =>
  roomOver(new NodeFiles([folder.path]), options);

/** The text of the error that the model reads. */
export async function refusal(work: Promise<unknown>): Promise<ToolError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
  throw new Error("was expected to be refused");
}
