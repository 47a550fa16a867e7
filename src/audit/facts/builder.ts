import type { SyntaxNode } from "../syntax/tree.ts";
import type {
  Argument,
  Assignment,
  Block,
  BlockId,
  BlockKind,
  Call,
  Exit,
  Export,
  Expr,
  FileFacts,
  Import,
  Range,
} from "./facts.ts";

/** Gathers the facts of one file while an extractor walks its syntax tree from top to bottom. */
export class FactsBuilder {
  readonly text: string;
  readonly #path: string;
  readonly #language: FileFacts["language"];
  readonly #imports: Import[] = [];
  readonly #exports: Export[] = [];
  readonly #blocks: Block[] = [];
  readonly #calls: Call[] = [];
  readonly #assignments: Assignment[] = [];
  readonly #exits: Exit[] = [];
  #current: BlockId = 0;

  constructor(path: string, language: FileFacts["language"], text: string) {
    this.text = text;
    this.#path = path;
    this.#language = language;
    this.#blocks.push({ id: 0, parent: undefined, kind: "module", start: 0, end: text.length });
  }

  get block(): BlockId {
    return this.#current;
  }

  textOf({ start, end }: Range): string {
    return this.text.slice(start, end);
  }

  /** Runs `inside` with a new block as the current one. */
  within(node: Range, kind: BlockKind, inside: (id: BlockId) => void): BlockId {
    const id = this.#blocks.length;
    const parent = this.#current;
    this.#blocks.push({ ...kind, id, parent, start: node.start, end: node.end });
    this.#current = id;
    inside(id);
    this.#current = parent;
    return id;
  }

  /** Changes a block that was opened before all of it was known. */
  amend(id: BlockId, kind: BlockKind): void {
    const { start, end, parent } = this.#blocks[id] as Block;
    this.#blocks[id] = { ...kind, id, parent, start, end };
  }

  import(node: Range, module: string, name: string, local: string): void {
    this.#imports.push({ module, name, local, block: this.#current, start: node.start, end: node.end });
  }

  export(made: Export): void {
    this.#exports.push(made);
  }

  call(
    node: SyntaxNode,
    made: { callee: Expr; isNew: boolean; args: readonly Argument[]; awaited: boolean },
  ): Expr {
    const id = this.#calls.length;
    const { start, end } = node;
    this.#calls.push({ ...made, id, block: this.#current, start, end });
    return { kind: "call", call: id, start, end };
  }

  assign(
    node: Range,
    target: Expr,
    value: Expr,
    more: { type?: Expr; operator?: Assignment["operator"]; path?: readonly string[] } = {},
  ): void {
    const { type, operator = "=", path = [] } = more;
    const { start, end } = node;
    this.#assignments.push({
      target,
      value,
      path,
      operator,
      block: this.#current,
      start,
      end,
      ...(type && { type }),
    });
  }

  exit(node: Range, kind: Exit["kind"], value?: Expr): void {
    this.#exits.push({
      kind,
      block: this.#current,
      start: node.start,
      end: node.end,
      ...(value && { value }),
    });
  }

  build(hasError: boolean): FileFacts {
    return {
      path: this.#path,
      language: this.#language,
      text: this.text,
      imports: this.#imports,
      exports: this.#exports,
      blocks: this.#blocks,
      calls: this.#calls,
      assignments: this.#assignments,
      exits: this.#exits,
      suppressions: [],
      hasError,
    };
  }
}

/** What stands between two nodes, such as an operator. */
export const between = (text: string, left: Range, right: Range): string =>
  text.slice(left.end, right.start).trim();
