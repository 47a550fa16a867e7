import { createHmac } from "node:crypto";
import type { Block, Json, MessagesBody } from "../messagesApi.ts";

/** The secret of this server: nobody else can sign. */
const KEY = "the fake server's own";

const CARRIERS: Readonly<Record<string, string>> = { thinking: "signature", redacted_thinking: "data" };

/** Thinking of the answer to `body`, signed where it is not. `before` are the answer's blocks before it. */
export function signed(block: Block, body: MessagesBody, before: readonly Block[]): Block {
  const field = CARRIERS[block.type];
  if (field === undefined || block[field] !== undefined) return block;
  const blocks = [...flat(body.messages), ...before.map((each) => ["assistant", each] as const)];
  return { ...block, [field]: signatureOf(block, body, blocks) };
}

/**
 * What the API says of thinking that is not what it signed, or does not stand where it was signed: the model, the
 * system prompt, the tools and every byte before count. Another model's thinking is ignored, as there.
 */
export function thinkingProblem(body: MessagesBody): string | undefined {
  const blocks = flat(body.messages);
  for (const [index, [, block]] of blocks.entries()) {
    const field = CARRIERS[block.type];
    if (field === undefined) continue;
    const given = String(block[field]);
    const at = placeOf(body, block);
    if (!given.includes(":")) return `${at}: Invalid \`signature\` in \`thinking\` block`;
    if (given.slice(0, given.lastIndexOf(":")) !== body.model) continue;
    if (given !== signatureOf(block, body, blocks.slice(0, index)))
      return `${at}: Invalid \`signature\` in \`thinking\` block: the block is bound to a different conversation`;
  }
  return undefined;
}

type RoleAndBlock = readonly [role: string, block: Block];

const flat = (messages: MessagesBody["messages"]): readonly RoleAndBlock[] =>
  messages.flatMap(({ role, content }) => content.map((block) => [role, block] as const));

function signatureOf(block: Block, body: MessagesBody, before: readonly RoleAndBlock[]): string {
  const bound = [body.model, body.system ?? null, body.tools ?? null, before, block["thinking"] ?? null];
  // Where the cache marks stand is no part of what was said.
  const text = JSON.stringify(bound, (key, value: unknown) => (key === "cache_control" ? undefined : value));
  return `${body.model}:${createHmac("sha256", KEY).update(text).digest("base64")}`;
}

function placeOf({ messages }: MessagesBody, block: Json): string {
  const message = messages.findIndex(({ content }) => content.some((each) => each === block));
  return `messages.${message}.content.${messages[message]?.content.findIndex((each) => each === block)}`;
}
