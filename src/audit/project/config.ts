import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Node,
} from "yaml";
import { jsonValues } from "./jsonValues.ts";

/** A file of configuration, read as far as its format is known. */
export interface ConfigFile {
  readonly path: string;
  readonly kind: ConfigKind;
  readonly text: string;
  /** Every value that stands in it, with the path of keys to it; empty for a format that is only text. */
  readonly values: readonly ConfigValue[];
  /** Why it could not be read. */
  readonly broken?: string;
}

export type ConfigKind =
  | "yaml"
  | "json"
  | "toml"
  | "dockerfile"
  | "compose"
  | "procfile"
  | "terraform"
  | "env"
  | "grafana"
  | "shell";

export interface ConfigValue {
  /** `router_settings.fallbacks.0.gpt-4o`. */
  readonly key: string;
  readonly value: string | number | boolean | null;
  /** From 1. */
  readonly line: number;
}

/** What kind of configuration a file is, undefined for none. */
export function configKind(path: string): ConfigKind | undefined {
  const name = path.split("/").at(-1)?.toLowerCase() ?? "";
  if (/^(?:docker-)?compose(?:\..+)?\.ya?ml$/.test(name)) return "compose";
  if (name.startsWith("dockerfile") || name.endsWith(".dockerfile")) return "dockerfile";
  if (name === "procfile") return "procfile";
  if (/\.(?:tf|tf\.json|hcl)$/.test(name)) return "terraform";
  if (name.startsWith(".env") || name.endsWith(".env")) return "env";
  if (/\.ya?ml$/.test(name)) return "yaml";
  if (name.endsWith(".toml")) return "toml";
  if (name.endsWith(".json") && !/^(?:package-lock|tsconfig.*|package)\.json$/.test(name)) return "json";
  if (/\.(?:sh|bash)$/.test(name)) return "shell";
  return undefined;
}

/** Larger ones are data, not configuration. */
export const LARGEST_CONFIG = 512_000;

export function readConfig(path: string, kind: ConfigKind, text: string): ConfigFile {
  if (kind === "env" || kind === "toml") return { path, kind, text, values: assignments(text) };
  if (kind !== "yaml" && kind !== "compose" && kind !== "json") return { path, kind, text, values: [] };
  try {
    const values = (kind === "json" ? jsonValues(text) : undefined) ?? yamlValues(text);
    const isGrafana = kind === "json" && values.some(({ key }) => /^(?:dashboard\.)?panels\.\d+\./.test(key));
    return { path, kind: isGrafana ? "grafana" : kind, text, values };
  } catch (error) {
    return { path, kind, text, values: [], broken: error instanceof Error ? error.message : String(error) };
  }
}

/** JSON with comments or mistakes in it is read as YAML, too, which says what is wrong with it. */
function yamlValues(text: string): readonly ConfigValue[] {
  const counter = new LineCounter();
  const values: ConfigValue[] = [];
  for (const document of parseAllDocuments(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
  })) {
    if ("errors" in document && document.errors.length > 0) throw document.errors[0];
    if ("contents" in document && isNode(document.contents))
      collect(document.contents, "", counter, values, 0);
  }
  return values;
}

const DEEPEST = 40;
const MOST_VALUES = 20_000;

function collect(node: Node, key: string, counter: LineCounter, into: ConfigValue[], depth: number): void {
  if (depth > DEEPEST || into.length > MOST_VALUES || isAlias(node)) return;
  const below = (step: unknown, value: unknown): void => {
    if (isNode(value))
      collect(value, key === "" ? String(step) : `${key}.${String(step)}`, counter, into, depth + 1);
  };
  if (isMap(node)) {
    for (const pair of node.items)
      if (isPair(pair)) below(isScalar(pair.key) ? pair.key.value : pair.key, pair.value);
  } else if (isSeq(node)) node.items.forEach((item, index) => below(index, item));
  else if (isScalar(node)) {
    const { value } = node;
    const plain =
      typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
    into.push({ key, value: plain, line: counter.linePos(node.range?.[0] ?? 0).line });
  }
}

/** `NAME=value` lines, under TOML's last `[table]`. */
function assignments(text: string): readonly ConfigValue[] {
  let table = "";
  return text.split("\n").flatMap((line, index): ConfigValue[] => {
    const header = /^\s*\[+([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) table = `${header}.`;
    const [, name, value] = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) return [];
    return [
      { key: `${table}${name}`, value: (value ?? "").trim().replaceAll(/^["']|["']$/g, ""), line: index + 1 },
    ];
  });
}
