import { unlessAborted } from "../core/abort.ts";
import type { ToolCall } from "../core/call.ts";
import type { EditorTool, EditorTools } from "../core/editor.ts";
import { foreignToolName, type ToolProvider } from "../core/foreignTools.ts";
import type { JsonSchema } from "../core/model.ts";
import type { Clock, SettingsSource } from "../core/ports.ts";
import { ToolError, type Tool, type ToolOutput } from "../core/tool.ts";
import { ms } from "../core/units.ts";
import { HeadTail } from "./headTail.ts";

export interface EditorToolsOptions {
  readonly editor: EditorTools;
  readonly clock: Clock;
  readonly settings: Pick<SettingsSource, "current">;
}

/** Tools of other extensions, each as one of ours. */
export const editorTools = (options: EditorToolsOptions): ToolProvider => ({
  tools: () =>
    Promise.resolve(options.editor.list().flatMap((tool) => (isUsable(tool) ? [toTool(tool, options)] : []))),
});

/** The API refuses a whole request for one tool whose input is no object. */
const isUsable = ({ inputSchema }: EditorTool): boolean => (inputSchema?.["type"] ?? "object") === "object";

/** Parts of VS Code's own chat: they need its conversation, or do what our tools do behind our guards. */
const OWN_CHAT = /^(?:copilot|vscode)_|_internal$/;

const toTool = (tool: EditorTool, options: EditorToolsOptions): Tool => ({
  name: foreignToolName("vscode", tool.name),
  aliases: [tool.name],
  description: tool.description,
  inputSchema: schemaOf(tool),
  effects: "execute+network",
  source: "vscode",
  ...(OWN_CHAT.test(tool.name) && { optIn: true }),
  title: summary,
  run: (input, call) => invoke(tool, input, call, options),
});

const schemaOf = ({ inputSchema }: EditorTool): JsonSchema => ({ type: "object", ...inputSchema });

const TITLE_CHARS = 120;

const summary = (input: unknown): string => {
  const json = JSON.stringify(input) ?? "";
  return json === "{}" ? "" : json.slice(0, TITLE_CHARS);
};

/** Characters kept of each end of a result. */
const KEPT_CHARS = 1 << 20;

/** A tool may ignore that it is cancelled or take forever; neither holds up the turn. */
async function invoke(
  { name }: EditorTool,
  input: unknown,
  call: ToolCall,
  { editor, clock, settings }: EditorToolsOptions,
): Promise<ToolOutput> {
  const seconds = settings.current.commandTimeout;
  const late = new AbortController();
  const timer = clock.timer(ms(seconds * 1_000), () => late.abort());
  const signal = AbortSignal.any([call.signal, late.signal]);
  try {
    const text = await unlessAborted(editor.invoke(name, input as object, signal), signal);
    const kept = new HeadTail(KEPT_CHARS);
    kept.add(text);
    return { text: kept.toString() };
  } catch (error) {
    if (call.signal.aborted) throw new ToolError(`${name} was stopped.`, "cancelled", { cause: error });
    if (late.signal.aborted)
      throw new ToolError(`${name} did not end within ${seconds} seconds and was stopped.`, "tool_timeout");
    throw new ToolError(`${name} failed: ${messageOf(error)}`, "tool_error", { cause: error });
  } finally {
    timer.dispose();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
