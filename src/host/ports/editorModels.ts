import * as vscode from "vscode";
import {
  EditorModelError,
  type EditorAnswerPart,
  type EditorMessage,
  type EditorMessagePart,
  type EditorModel,
  type EditorModelRequest,
  type EditorModels,
  type EditorTool,
} from "../../core/editor.ts";
import { withToken } from "./cancellation.ts";

/** The models that extensions provide through `vscode.lm`. */
export const vscodeModels: EditorModels = {
  list: async () => (await vscode.lm.selectChatModels()).map(toEditorModel),
  onChange: (listener) => vscode.lm.onDidChangeChatModels(listener),
  countTokens: (id, text, signal) =>
    withToken(signal, async (token) => (await find(id)).countTokens(text, token)),
  send,
};

const toEditorModel = ({
  vendor,
  id,
  name,
  family,
  maxInputTokens,
}: vscode.LanguageModelChat): EditorModel => ({
  id: `${vendor}/${id}`,
  name,
  vendor,
  family,
  maxInputTokens,
});

/** @throws EditorModelError `NotFound` */
async function find(name: string): Promise<vscode.LanguageModelChat> {
  const slash = name.indexOf("/");
  const [vendor, id] = [name.slice(0, slash), name.slice(slash + 1)];
  const [model] = await vscode.lm.selectChatModels({ vendor, id });
  if (model === undefined) throw new EditorModelError("NotFound", "no extension provides it");
  return model;
}

async function* send(
  name: string,
  { messages, tools, justification }: EditorModelRequest,
  signal: AbortSignal,
): AsyncGenerator<EditorAnswerPart> {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const model = await find(name);
    const options = { justification, tools: tools.map(toChatTool) };
    const { stream } = await model.sendRequest(messages.map(toChatMessage), options, source.token);
    for await (const part of stream) yield toPart(part);
  } catch (error) {
    throw toEditorError(error);
  } finally {
    signal.removeEventListener("abort", cancel);
    source.cancel();
    source.dispose();
  }
}

function toEditorError(error: unknown): unknown {
  if (error instanceof vscode.CancellationError) return new DOMException(error.message, "AbortError");
  if (!(error instanceof vscode.LanguageModelError)) return error;
  return new EditorModelError(error.code, error.message, { cause: error.cause });
}

const toChatTool = ({ name, description, inputSchema }: EditorTool): vscode.LanguageModelChatTool => ({
  name,
  description,
  ...(inputSchema && { inputSchema }),
});

function toChatMessage({ role, parts }: EditorMessage): vscode.LanguageModelChatMessage {
  const { User, Assistant } = vscode.LanguageModelChatMessageRole;
  return new vscode.LanguageModelChatMessage(role === "user" ? User : Assistant, parts.map(toChatPart));
}

function toChatPart(
  part: EditorMessagePart,
): vscode.LanguageModelTextPart | vscode.LanguageModelToolCallPart | vscode.LanguageModelToolResultPart {
  switch (part.type) {
    case "text":
      return new vscode.LanguageModelTextPart(part.text);
    case "tool_call":
      return new vscode.LanguageModelToolCallPart(part.callId, part.name, part.input);
    case "tool_result":
      return new vscode.LanguageModelToolResultPart(part.callId, [
        new vscode.LanguageModelTextPart(part.text),
      ]);
  }
}

function toPart(part: unknown): EditorAnswerPart {
  if (part instanceof vscode.LanguageModelTextPart) return { type: "text", text: part.value };
  if (part instanceof vscode.LanguageModelToolCallPart) {
    const { callId, name, input } = part;
    return { type: "tool_call", callId, name, input };
  }
  return { type: "other" };
}
