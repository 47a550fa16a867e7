import { createHash } from "node:crypto";
import type { ToolOutcome } from "../core/turnGuard.ts";

/** The same for the same value, whatever order its keys came in. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, canonical(inner)]);
}

const hash = (...parts: readonly unknown[]): string =>
  createHash("sha256")
    .update(JSON.stringify(parts.map(canonical)))
    .digest("base64url");

/** The same for two calls with the same arguments and the same result. */
export const callFingerprint = ({ tool, input, text, isError }: ToolOutcome): string =>
  hash(tool, input, text, isError);

/** The same for two calls that leave files in the same state, else as `callFingerprint`. */
export const effectFingerprint = (outcome: ToolOutcome): string => {
  const { tool, changes = [] } = outcome;
  if (changes.length === 0) return callFingerprint(outcome);
  return hash(
    tool,
    changes.map(({ path, after }) => [path, after]),
  );
};

const SHORTEST_ARGUMENT = 3;

/** The same for the same error of the same tool, whatever of its own arguments the message repeats. */
export function errorFingerprint({ tool, input, text }: ToolOutcome): string {
  const own = Object.values(typeof input === "object" && input !== null ? input : {})
    .filter((value) => typeof value === "string" && value.length >= SHORTEST_ARGUMENT)
    .toSorted((a: string, b: string) => b.length - a.length);
  return hash(
    tool,
    own.reduce((message: string, value) => message.replaceAll(String(value), "…"), text),
  );
}
