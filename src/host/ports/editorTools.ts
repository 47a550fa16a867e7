import * as vscode from "vscode";
import type { EditorTool, EditorTools } from "../../core/editor.ts";
import type { JsonSchema } from "../../core/model.ts";
import { withToken } from "./cancellation.ts";

/** The tools that extensions have registered with `vscode.lm`. */
export const vscodeTools: EditorTools = {
  list: () => vscode.lm.tools.map(toEditorTool),
  async invoke(name, input, signal) {
    // Without a token of VS Code's chat: the tool runs for us, not inside a conversation of the chat view.
    const options = { input, toolInvocationToken: undefined };
    const { content } = await withToken(signal, (token) => vscode.lm.invokeTool(name, options, token));
    return content.map(textOf).join("\n");
  },
};

const toEditorTool = ({
  name,
  description,
  inputSchema,
}: vscode.LanguageModelToolInformation): EditorTool => ({
  name,
  description,
  ...(inputSchema && { inputSchema: inputSchema as JsonSchema }),
});

function textOf(part: unknown): string {
  if (part instanceof vscode.LanguageModelTextPart) return part.value;
  if (part instanceof vscode.LanguageModelPromptTsxPart) return promptText(part.value);
  const { mimeType, data } = (part ?? {}) as { readonly mimeType?: unknown; readonly data?: unknown };
  if (typeof mimeType !== "string" || !(data instanceof Uint8Array)) return "[content that is not text]";
  return /^text\/|json/.test(mimeType)
    ? new TextDecoder().decode(data)
    : `[${mimeType}, ${data.length} bytes]`;
}

/** The texts of a prompt that was rendered with `@vscode/prompt-tsx`, in their order. */
function promptText(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value === "string" ? value : "";
  const { text, node, children } = value as Readonly<Record<string, unknown>>;
  if (typeof text === "string") return text;
  return Array.isArray(children) ? children.map(promptText).join("") : promptText(node);
}
