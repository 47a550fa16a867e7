import type { Block, MessagesBody } from "../messagesApi.ts";

/** Tokens by the price that they have. */
export interface TokenCounts {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly output: number;
}

const BYTES_PER_TOKEN = 4;

/** The server's tokenizer: four bytes are a token. */
export const tokensOfBytes = (bytes: number): number => Math.ceil(bytes / BYTES_PER_TOKEN);

const tokensIn = (text: string): number => tokensOfBytes(Buffer.byteLength(text));

export const promptOf = (body: MessagesBody): number =>
  tokensIn(JSON.stringify([body.system ?? [], body.tools ?? [], body.messages]));

export const outputOf = (content: readonly Block[]): number =>
  Math.max(1, tokensIn(content.map(visibleText).join("")));

/** What of a block is written by the model. */
function visibleText(block: Block): string {
  const { type, text, thinking, input } = block;
  if (type === "text") return String(text);
  if (type === "thinking") return String(thinking);
  if (type === "tool_use") return typeof input === "string" ? input : JSON.stringify(input ?? {});
  return "";
}
