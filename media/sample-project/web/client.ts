import Anthropic from "@anthropic-ai/sdk";
import { traced } from "./telemetry.ts";

const MODEL = "claude-haiku-5-5";
const ATTEMPTS = 4;

const client = new Anthropic({ maxRetries: 0, timeout: 20_000 });

/** Asks the model for one answer; busy and broken connections are tried again. */
export async function ask(params: Omit<Anthropic.MessageCreateParamsNonStreaming, "model">): Promise<Anthropic.Message> {
  return traced(`chat ${MODEL}`, async (span) => {
    const message = await withBackoff(() => client.messages.create({ ...params, model: MODEL }));
    span.setAttribute("gen_ai.usage.input_tokens", message.usage.input_tokens);
    span.setAttribute("gen_ai.usage.output_tokens", message.usage.output_tokens);
    return message;
  });
}

async function withBackoff<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
      const wait = 500 * 2 ** (attempt - 1) * (0.5 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

function isTransient(error: unknown): boolean {
  if (error instanceof Anthropic.APIConnectionError) return true;
  return error instanceof Anthropic.APIError && [429, 500, 502, 503, 529].includes(error.status ?? 0);
}
