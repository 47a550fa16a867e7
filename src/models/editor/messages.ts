import type { EditorMessage, EditorMessagePart, EditorModelRequest } from "../../core/editor.ts";
import type { ContentBlock, ModelRequest, ToolResultBlock } from "../../core/model.ts";

const JUSTIFICATION = "Agent Flightdeck runs an agent with this model, because you chose it.";

/**
 * A request in the editor's terms. There is no system role, so the system prompt is the first message;
 * thinking stays out, for it belongs to the model that wrote it.
 */
export function toEditorRequest({ system, messages, tools }: ModelRequest): EditorModelRequest {
  const prompt = system.map(({ text }) => ({ type: "text", text }) as const);
  const all: readonly EditorMessage[] = [
    { role: "user", parts: prompt },
    ...messages.map(({ role, content }) => ({ role, parts: content.flatMap(toParts) })),
  ];
  return {
    messages: all.filter(({ parts }) => parts.length > 0),
    tools: tools.map(({ name, description, input_schema }) => ({
      name,
      description,
      inputSchema: input_schema,
    })),
    justification: JUSTIFICATION,
  };
}

function toParts(block: ContentBlock): readonly EditorMessagePart[] {
  switch (block.type) {
    case "text":
      return [{ type: "text", text: block.text }];
    case "tool_use":
      return [{ type: "tool_call", callId: block.id, name: block.name, input: block.input as object }];
    case "tool_result":
      return [{ type: "tool_result", callId: block.tool_use_id, text: resultText(block) }];
    case "thinking":
    case "redacted_thinking":
    case "(unknown)":
    default:
      return [];
  }
}

const resultText = ({ content }: ToolResultBlock): string =>
  typeof content === "string" ? content : content.map(({ text }) => text).join("\n");
