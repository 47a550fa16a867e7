import type Anthropic from "@anthropic-ai/sdk";
import type { ModelRequest } from "../core/model.ts";
import { createClient, type Endpoint } from "./anthropic.ts";

export interface CountTokensOptions {
  readonly model: string;
  readonly fetch: typeof fetch;
  readonly endpoint: () => Promise<Endpoint>;
}

const TIMEOUT_MS = 10_000;

/**
 * The server's own count of a prompt's tokens, which costs nothing. Undefined where it does not count:
 * servers that imitate the API often do not, and the estimate has to do then.
 */
export async function countTokens(
  request: ModelRequest,
  { model, fetch, endpoint }: CountTokensOptions,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const client = await createClient(await endpoint(), fetch);
    const body = {
      model,
      system: request.system.map((block) => ({ ...block })),
      ...(request.tools.length > 0 && { tools: request.tools as Anthropic.Tool[] }),
      messages: request.messages as unknown as Anthropic.MessageParam[],
    };
    const { input_tokens: tokens } = await client.messages.countTokens(body, { signal, timeout: TIMEOUT_MS });
    return Number.isInteger(tokens) && tokens > 0 ? tokens : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
