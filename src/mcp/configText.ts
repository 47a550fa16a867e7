import { parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import type { McpPlace } from "../core/mcp.ts";

/** A value of a JSON file with comments, with its place. */
export interface JsonNode {
  readonly type: Node["type"];
  readonly value: unknown;
  readonly place: McpPlace;
  readonly items: readonly JsonNode[];
  /** Of an object, in order; a name may stand there twice. */
  readonly fields: readonly JsonField[];
}

export interface JsonField {
  readonly name: string;
  readonly place: McpPlace;
  readonly node: JsonNode;
}

/** A file that is not what it should be. */
export class ConfigTextError extends Error {
  override readonly name = "ConfigTextError";
  readonly place: McpPlace;
  constructor(message: string, place: McpPlace) {
    super(message);
    this.place = place;
  }
}

/**
 * Reads JSON with comments and trailing commas.
 * @throws ConfigTextError at the first mistake.
 */
export function parseConfigText(text: string, path: string): JsonNode {
  const errors: ParseError[] = [];
  const at = placer(text, path);
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined)
    throw new ConfigTextError(`This is not valid JSON: ${reason(error)}.`, at(error.offset));
  if (tree === undefined) throw new ConfigTextError("The file is empty.", at(0));
  return toJsonNode(tree, at);
}

const REASONS: Readonly<Record<string, string>> = {
  CommaExpected: "a comma is missing before this",
  ColonExpected: "a colon is missing before this",
  ValueExpected: "a value is missing",
  PropertyNameExpected: "a name in double quotes is missing",
  CloseBraceExpected: "a closing } is missing",
  CloseBracketExpected: "a closing ] is missing",
  EndOfFileExpected: "there is more text after the end",
  UnexpectedEndOfString: "a text is not closed with a double quote",
  UnexpectedEndOfComment: "a comment is not closed",
  InvalidSymbol: "this is no value; texts stand in double quotes",
};

const reason = ({ error }: ParseError): string => {
  const name = printParseErrorCode(error);
  return REASONS[name] ?? name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
};

type Placer = (offset: number) => McpPlace;

function placer(text: string, path: string): Placer {
  return (offset) => {
    const before = text.slice(0, offset).split(/\r\n|\r|\n/);
    return { path, line: before.length - 1, column: before.at(-1)?.length ?? 0 };
  };
}

function toJsonNode(node: Node, at: Placer): JsonNode {
  const children = node.children ?? [];
  return {
    type: node.type,
    value: node.value,
    place: at(node.offset),
    items: node.type === "array" ? children.map((child) => toJsonNode(child, at)) : [],
    fields: node.type === "object" ? children.flatMap((child) => toField(child, at)) : [],
  };
}

function toField({ children: [name, value] = [] }: Node, at: Placer): readonly JsonField[] {
  if (name === undefined || value === undefined) return [];
  return [{ name: String(name.value), place: at(name.offset), node: toJsonNode(value, at) }];
}
