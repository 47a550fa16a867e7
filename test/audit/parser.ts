import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { SourceParser } from "../../src/audit/syntax/parser.ts";

const grammars = resolve(import.meta.dirname, "../../node_modules/@vscode/tree-sitter-wasm/wasm");

let parser: Promise<SourceParser> | undefined;

/** The parser with the grammars of the installed package; one for the whole process. */
export const loadParser = (): Promise<SourceParser> =>
  (parser ??= SourceParser.load(grammars, (name) => readFile(join(grammars, name))));
