import type { Attributes } from "../../core/telemetry.ts";
import { isFields } from "./messageShapes.ts";

/** Steps of a name that are followed; the rest of a longer one is one step. */
const DEEPEST = 12;
/** A list's places beyond this one are not of a conversation. */
const LONGEST = 10_000;

type Tree = Map<string, unknown>;

/** What attributes with dots and numbers in their names mean: `prefix.0.role` is the role of the first item. */
export function indexed(attributes: Attributes, prefix: string): unknown {
  const tree: Tree = new Map();
  for (const name of Object.keys(attributes)) {
    if (!name.startsWith(prefix) || name[prefix.length] !== ".") continue;
    const steps = name.slice(prefix.length + 1).split(".");
    put(
      tree,
      [...steps.slice(0, DEEPEST), ...[steps.slice(DEEPEST).join(".")].filter(Boolean)],
      attributes[name],
    );
  }
  return tree.size === 0 ? undefined : valueOf(tree);
}

function put(tree: Tree, steps: readonly string[], value: unknown): void {
  let at = tree;
  for (const step of steps.slice(0, -1)) {
    const known = at.get(step);
    const next: Tree = known instanceof Map ? (known as Tree) : new Map();
    if (known !== next) at.set(step, next);
    at = next;
  }
  at.set(steps.at(-1)!, value);
}

function valueOf(tree: Tree): unknown {
  const pairs = [...tree].map(
    ([name, value]) => [name, value instanceof Map ? valueOf(value as Tree) : value] as const,
  );
  const isList = pairs.every(([name]) => /^\d{1,5}$/.test(name) && Number(name) < LONGEST);
  if (!isList) return Object.fromEntries(pairs);
  return pairs.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => unwrapped(value));
}

/** OpenInference puts each item under its kind's name: `llm.input_messages.0.message.role`. */
function unwrapped(value: unknown): unknown {
  if (!isFields(value)) return value;
  const [[name, inner] = [], ...others] = Object.entries(value);
  return others.length === 0 && name === "message" && isFields(inner) ? inner : value;
}
