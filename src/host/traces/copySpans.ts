import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { Span } from "../../core/telemetry.ts";
import { formatBytes } from "../../views/format.ts";

/** More than this is nothing for a clipboard. */
const MOST_BYTES = 20_000_000;

/** Copies spans as JSON: one as an object, several as a list. */
export async function copySpans(
  spans: readonly Span[],
  clean: (text: string) => string,
): Promise<{ readonly spans: number }> {
  const [only] = spans;
  const text = JSON.stringify(spans.length === 1 ? only : spans, null, 2);
  if (text.length > MOST_BYTES)
    throw new FlightdeckError("invalid_request", `These spans are ${formatBytes(text.length)} of JSON.`, {
      advice: "Copy a smaller part, or export the trace to a file.",
    });
  await vscode.env.clipboard.writeText(clean(text));
  return { spans: spans.length };
}
