import type { LineType } from "../../core/lines.ts";

/**
 * What the recording gives and a re-run does not find out by itself: times, and what was looked up outside.
 * Everything else of a line has to come out the same.
 */
const FIELDS: Readonly<Record<LineType, readonly (readonly string[])[]>> = {
  session: [],
  message: [],
  request: [],
  response: [["duration"]],
  // What was left out of the middle of a long result is not needed, only how long it was.
  tool: [["duration"], ["full", "bytes"]],
  decision: [["figures", "workedMs"], ["grant"]],
  input: [["resumed"], ["settings"], ["agentText"]],
  span: [
    ["start"],
    ["end"],
    ["event", "time"],
    // Where in our own bundle something was thrown.
    ["event", "attributes", "exception.stacktrace"],
    ["event", "attributes", "workedMs"],
  ],
};

/** The line's data without them, as JSON. */
export function comparable(type: LineType, data: object): string {
  let rest: object = data;
  for (const path of FIELDS[type]) rest = without(rest, path);
  return JSON.stringify(rest);
}

function without(value: object, [name = "", ...path]: readonly string[]): object {
  const inner: unknown = Reflect.get(value, name);
  if (inner === undefined) return value;
  if (path.length > 0) {
    return typeof inner === "object" && inner !== null ? { ...value, [name]: without(inner, path) } : value;
  }
  const { [name]: _left, ...rest } = value as Record<string, unknown>;
  return rest;
}
