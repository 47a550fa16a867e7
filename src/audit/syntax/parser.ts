import treeSitter, { type Language, type Parser, type Tree, type TreeCursor } from "@vscode/tree-sitter-wasm";
import type { SyntaxNode } from "./tree.ts";

export const GRAMMARS = ["python", "typescript", "tsx", "javascript"] as const;
export type Grammar = (typeof GRAMMARS)[number];

export interface ParsedSource {
  readonly root: SyntaxNode;
  /** Whether the grammar could not make sense of some part. */
  readonly hasError: boolean;
}

/** The names that a grammar gives to its nodes and fields, looked up once. */
interface Names {
  /** By type id; undefined for operators and keywords. */
  readonly types: readonly (string | undefined)[];
  /** By field id. */
  readonly fields: readonly (string | null)[];
}

/** Parses source text of the languages that the audit reads. */
export class SourceParser {
  readonly #parser: Parser;
  readonly #languages: ReadonlyMap<Grammar, Language>;
  readonly #names = new Map<Grammar, Names>();

  private constructor(parser: Parser, languages: ReadonlyMap<Grammar, Language>) {
    this.#parser = parser;
    this.#languages = languages;
  }

  /**
   * @param folder where `tree-sitter.wasm` and the grammars lie.
   * @param read a grammar's bytes.
   */
  static async load(folder: string, read: (name: string) => Promise<Uint8Array>): Promise<SourceParser> {
    await treeSitter.Parser.init({ locateFile: (file) => `${folder}/${file}` });
    const languages = new Map<Grammar, Language>();
    for (const grammar of GRAMMARS) {
      languages.set(grammar, await treeSitter.Language.load(await read(`tree-sitter-${grammar}.wasm`)));
    }
    return new SourceParser(new treeSitter.Parser(), languages);
  }

  parse(text: string, grammar: Grammar): ParsedSource {
    const tree = this.tree(text, grammar);
    try {
      const cursor = tree.walk();
      const root = copy(cursor, this.#namesOf(grammar));
      cursor.delete();
      return { root, hasError: tree.rootNode.hasError };
    } finally {
      tree.delete();
    }
  }

  /** Parses and nothing more; the caller deletes the tree. */
  tree(text: string, grammar: Grammar): Tree {
    this.#parser.setLanguage(this.#languages.get(grammar) ?? null);
    const tree = this.#parser.parse(text);
    if (tree === null) throw new Error(`tree-sitter did not parse a text of ${grammar}`);
    return tree;
  }

  #namesOf(grammar: Grammar): Names {
    const known = this.#names.get(grammar);
    if (known !== undefined) return known;
    const language = this.#languages.get(grammar);
    const names: Names = {
      types: (language?.types ?? []).map((type, id) => (language?.nodeTypeIsNamed(id) ? type : undefined)),
      fields: language?.fields ?? [],
    };
    this.#names.set(grammar, names);
    return names;
  }
}

interface Mutable extends SyntaxNode {
  readonly children: SyntaxNode[];
}

/** The named nodes under a cursor; without recursion, because source nests deeper than the stack. */
function copy(cursor: TreeCursor, names: Names): SyntaxNode {
  const root = node(cursor, "module", undefined);
  const open: Mutable[] = [root];
  if (!cursor.gotoFirstChild()) return root;
  for (;;) {
    const parent = open.at(-1) as Mutable;
    const type = names.types[cursor.nodeTypeId] ?? (cursor.nodeIsNamed ? cursor.nodeType : undefined);
    if (type !== undefined) {
      const made = node(cursor, type, names.fields[cursor.currentFieldId] ?? undefined);
      parent.children.push(made);
      if (cursor.gotoFirstChild()) {
        open.push(made);
        continue;
      }
    }
    while (!cursor.gotoNextSibling()) {
      open.pop();
      if (open.length === 0 || !cursor.gotoParent()) return root;
    }
  }
}

const node = (cursor: TreeCursor, type: string, field: string | undefined): Mutable => ({
  type,
  field,
  start: cursor.startIndex,
  end: cursor.endIndex,
  children: [],
});
