import type { Attributes } from "../core/telemetry.ts";

/** An attribute that a span must have; names and values in lower case. */
export interface AttributeTerm {
  readonly key: string;
  /** What it must be, `*` standing for anything; empty where any value will do. */
  readonly value: string;
}

/** Whether a span's attributes fit. Case does not matter; of a list one item is enough. */
export function matchesAttribute(attributes: Attributes, { key, value }: AttributeTerm): boolean {
  const fits = fitting(value);
  for (const [name, held] of Object.entries(attributes)) {
    if (held === undefined || name.toLowerCase() !== key) continue;
    if (value === "") return true;
    const items: readonly unknown[] = Array.isArray(held) ? held : [held];
    if (items.some((item) => fits(String(item).toLowerCase()))) return true;
  }
  return false;
}

/** Without a regular expression: what is looked through may be long, and what is looked for anything. */
function fitting(pattern: string): (text: string) => boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const part of rest) {
      const at = text.indexOf(part, from);
      if (at === -1) return false;
      from = at + part.length;
    }
    return from <= text.length - last.length;
  };
}

/** What an answer to a question for an attribute is kept under. */
export const termKey = ({ key, value }: AttributeTerm): string => `${key}=${value}`;
