import { ModelError } from "../core/failure.ts";
import { createClient, type Endpoint } from "./anthropic.ts";
import { classifyApiError, networkMessage } from "./classify.ts";

const PATIENCE_MS = 15_000;

/**
 * Lists the server's models with a key: accepted or not, it costs nothing.
 * @throws ModelError
 */
export async function checkKey(
  endpoint: Endpoint,
  fetchPort: typeof fetch,
  signal: AbortSignal,
): Promise<void> {
  const client = await createClient(endpoint, fetchPort);
  const { APIError, APIConnectionError } = await import("@anthropic-ai/sdk");
  try {
    await client.models.list({ limit: 1 }, { signal, timeout: PATIENCE_MS });
  } catch (error) {
    if (error instanceof APIError && !(error instanceof APIConnectionError))
      throw classifyApiError(error, "refused");
    if (signal.aborted) throw new ModelError("cancelled", "The check was stopped.", { stage: "refused" });
    throw new ModelError("network", networkMessage(error), { stage: "refused" }, { cause: error });
  }
}
