import { createHash } from "node:crypto";
import { Conversation, type Sendable } from "../../agent/conversation.ts";
import { applyView } from "../../agent/views/applyView.ts";
import type { RequestRecord } from "../../core/lines.ts";
import type { ApiMessage, ModelRequest } from "../../core/model.ts";
import type { RecordedSession } from "./recordedSession.ts";

/** A request as text for a diff. */
export const requestText = (request: ModelRequest): string => {
  const { system, tools, messages, maxTokens } = request;
  const parts = [
    `max_tokens: ${maxTokens}`,
    `── system ──\n${system.map(({ text }) => text).join("\n\n")}`,
    ...tools.map((tool) => `── tool ${tool.name} ──\n${JSON.stringify(tool, undefined, 2)}`),
    ...messages.map(messageText),
  ];
  return `${parts.join("\n\n")}\n`;
};

function messageText({ role, content }: ApiMessage): string {
  const blocks = content.map((block) =>
    block.type === "text" ? block.text : JSON.stringify(block, undefined, 2),
  );
  return `── ${role} ──\n${blocks.join("\n")}`;
}

export interface Rebuilt {
  readonly request: ModelRequest;
  /** Whether it has the checksum of what was sent. */
  readonly isSent: boolean;
}

/** A recorded request from the lines before it; undefined for one that does not continue the conversation. */
export function rebuilt(recorded: RecordedSession, at: number, record: RequestRecord): Rebuilt | undefined {
  const last = record.messages.at(-1);
  if (last === undefined) return undefined;
  const conversation = new Conversation();
  for (const line of recorded.lines.slice(0, at)) if (line.type === "message") conversation.add(line.data);
  conversation.moveTo(last);
  const history = conversation.toSend();
  const viewed = record.view === undefined ? history : applyView(history, record.view);
  const { system, tools } = recorded.header;
  const messages = changed(
    viewed.filter(({ id }) => record.messages.includes(id)),
    record,
  );
  // In the order in which a request is made, on which its checksum depends.
  const request = { system, tools, maxTokens: record.maxTokens, messages };
  const hash = createHash("sha256").update(JSON.stringify(request)).digest("hex");
  return { request, isSent: hash === record.hash };
}

function changed(messages: readonly Sendable[], { changes = [] }: RequestRecord): readonly ApiMessage[] {
  const stripped = new Set(
    changes.flatMap((change) => (change.change === "thinking_removed" ? change.from : [])),
  );
  const added = changes.flatMap((change) => (change.change === "added" ? change.messages : []));
  const kept = messages.map(({ id, role, content }) => ({
    role,
    content: stripped.has(id)
      ? content.filter(({ type }) => type !== "thinking" && type !== "redacted_thinking")
      : content,
  }));
  return [...kept, ...added];
}
