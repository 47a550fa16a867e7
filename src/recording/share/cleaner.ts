import type { RecordedLine } from "../../core/lines.ts";
import type { Redactor } from "../redaction.ts";

/** What the API must get back as it came: signatures and encrypted content hold no text of anybody. */
const UNTOUCHED = new Set(["signature", "data"]);

/** A value without the secrets that are known by now; `count` says how many were replaced. */
export function cleaned(
  value: unknown,
  redactor: Redactor,
): { readonly value: unknown; readonly count: number } {
  let count = 0;
  const clean = (part: unknown, name = ""): unknown => {
    if (typeof part === "string" && !UNTOUCHED.has(name)) {
      const found = redactor.redact(part);
      count += found.count;
      return found.text;
    }
    if (Array.isArray(part)) return part.map((each) => clean(each));
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, clean(each, key)]));
  };
  return { value: clean(value), count };
}

/** The very same line where it holds no secret. */
export function cleanedLine(line: RecordedLine, redactor: Redactor): RecordedLine {
  const { value, count } = cleaned(line.data, redactor);
  // Only texts changed.
  return count === 0 ? line : ({ ...line, data: value } as RecordedLine);
}
