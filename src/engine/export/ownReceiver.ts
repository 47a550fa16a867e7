import type { Ports } from "../../core/ports.ts";
import { WINDOW_HEADER } from "../../core/otlp.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\])$/i;
const PATIENCE_MS = 1_000;

/**
 * Whether a window of ours listens at a URL: this one, or another one that has taken a standard port. What is exported
 * there would come back.
 */
export async function isWindow(url: string, fetch: Ports["fetch"], signal: AbortSignal): Promise<boolean> {
  const { hostname, origin } = new URL(url);
  if (!LOOPBACK.test(hostname)) return false;
  try {
    const response = await fetch(`${origin}/`, {
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    await response.body?.cancel();
    return response.headers.has(WINDOW_HEADER);
  } catch {
    // Nobody is there, or something else than HTTP/1.
    return false;
  }
}
