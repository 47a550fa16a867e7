import { parseTree, type Node } from "jsonc-parser";
import type { ConfigValue } from "./config.ts";

const DEEPEST = 40;
const MOST_VALUES = 20_000;

/**
 * The values of a text that is JSON to the letter, with their lines.
 * @returns undefined for any other text, such as JSON with comments.
 */
export function jsonValues(text: string): readonly ConfigValue[] | undefined {
  if (!isJson(text)) return undefined;
  const root = parseTree(text);
  const values: ConfigValue[] = [];
  const lines = new Lines(text);
  const collect = (node: Node, key: string, depth: number): void => {
    if (depth > DEEPEST || values.length > MOST_VALUES) return;
    const below = (step: string | number, value: Node | undefined): void => {
      if (value !== undefined) collect(value, key === "" ? String(step) : `${key}.${step}`, depth + 1);
    };
    if (node.type === "array") node.children?.forEach((item, index) => below(index, item));
    else if (node.type === "object")
      for (const { children: [name, value] = [] } of node.children ?? []) below(String(name?.value), value);
    else values.push({ key, value: plain(node.value), line: lines.of(node.offset) });
  };
  if (root !== undefined) collect(root, "", 0);
  return values;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const plain = (value: unknown): ConfigValue["value"] =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;

/** Lines of offsets that are asked for in their order. */
class Lines {
  readonly #text: string;
  #line = 1;
  #end: number;

  constructor(text: string) {
    this.#text = text;
    this.#end = endOfLine(text, 0);
  }

  /** From 1. */
  of(offset: number): number {
    while (offset > this.#end) {
      this.#line++;
      this.#end = endOfLine(this.#text, this.#end + 1);
    }
    return this.#line;
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? Number.POSITIVE_INFINITY : end;
}
