import { Anthropic } from "@anthropic-ai/sdk";
import { createSimulatedFetch } from "../../src/models/simulated/index.ts";
import type { FolderTools, ToolArgs } from "./folderTools.ts";

/** The real SDK on the simulated API, without a port. */
export const simulatedClient = (fetch: typeof globalThis.fetch = createSimulatedFetch()): Anthropic =>
  new Anthropic({
    apiKey: "simulated",
    baseURL: "http://simulated.invalid",
    fetch,
    maxRetries: 0,
    logLevel: "off",
  });

export interface Ran {
  /** The text of the last answer. */
  readonly text: string;
  readonly calls: readonly { name: string; input: ToolArgs; result: string; isError: boolean }[];
  readonly said: readonly string[];
  readonly messages: readonly Anthropic.MessageParam[];
  readonly stopReason: string | null;
}

export interface RunOptions {
  readonly tools?: FolderTools;
  readonly client?: Anthropic;
  readonly history?: readonly Anthropic.MessageParam[];
  /** Answers a call in the place of the tool; undefined lets it run. */
  readonly instead?: (name: string, input: ToolArgs) => string | undefined;
  readonly maxSteps?: number;
}

/** A tiny agent loop, from a prompt or (where that is empty) from the history: streams an answer, runs the tools that it calls, until there are none. */
export async function runSimulated(prompt: string, options: RunOptions = {}): Promise<Ran> {
  const { tools, client = simulatedClient(), instead, maxSteps = 30 } = options;
  const messages: Anthropic.MessageParam[] = [...(options.history ?? [])];
  if (prompt !== "") messages.push({ role: "user", content: prompt });
  const calls: Ran["calls"][number][] = [];
  const said: string[] = [];
  for (let step = 0; step < maxSteps; step++) {
    const message = await client.messages
      .stream({ model: "simulated", max_tokens: 16_000, messages, tools: [...(tools?.definitions ?? [])] })
      .finalMessage();
    const text = message.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n\n");
    messages.push({ role: "assistant", content: message.content as Anthropic.ContentBlockParam[] });
    const uses = message.content.filter((block) => block.type === "tool_use");
    if (uses.length === 0) return { text, calls, said, messages, stopReason: message.stop_reason };
    said.push(text);
    const results = uses.map((use) => {
      const ran = runOne(use, tools, instead);
      calls.push({ name: use.name, input: use.input as ToolArgs, ...ran });
      return {
        type: "tool_result",
        tool_use_id: use.id,
        content: ran.result,
        is_error: ran.isError,
      } as const;
    });
    messages.push({ role: "user", content: results });
  }
  return { text: "", calls, said, messages, stopReason: "tool_use" };
}

function runOne(
  { name, input }: Anthropic.ToolUseBlock,
  tools: FolderTools | undefined,
  instead: RunOptions["instead"],
): { result: string; isError: boolean } {
  try {
    const denied = instead?.(name, input as ToolArgs);
    if (denied !== undefined) return { result: denied, isError: true };
    return { result: tools?.run(name, input as ToolArgs) ?? "", isError: false };
  } catch (error) {
    return { result: (error as Error).message, isError: true };
  }
}
