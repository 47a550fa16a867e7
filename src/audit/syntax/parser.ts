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
  /** By type id; empty for operators and keywords. */
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
      types: (language?.types ?? []).map((type, id) => (language?.nodeTypeIsNamed(id) ? type : "")),
      fields: language?.fields ?? [],
    };
    this.#names.set(grammar, names);
    return names;
  }
}

/** A node whose children are still being read. */
interface Open {
  readonly type: string;
  readonly field: string | undefined;
  readonly start: number;
  /** Where its children begin among those that are read. */
  readonly from: number;
}

const NO_CHILDREN: readonly SyntaxNode[] = [];

/** The named nodes under a cursor; without recursion, because source nests deeper than the stack. */
function copy(cursor: TreeCursor, { types, fields }: Names): SyntaxNode {
  const open: Open[] = [];
  // Children wait here until their parent is complete, so that its list is made once and no longer than it is.
  const read: SyntaxNode[] = [];
  const end = cursor.endIndex;
  const root = { type: "module", field: undefined, start: cursor.startIndex };
  for (let inside = cursor.gotoFirstChild(); inside;) {
    const type = types[cursor.nodeTypeId] ?? (cursor.nodeIsNamed ? cursor.nodeType : "");
    if (type !== "") {
      const field = fields[cursor.currentFieldId] ?? undefined;
      const start = cursor.startIndex;
      if (!LEAVES.has(type) && cursor.gotoFirstChild()) {
        open.push({ type, field, start, from: read.length });
        continue;
      }
      read.push({ type, field, start, end: cursor.endIndex, children: NO_CHILDREN });
    }
    while (!cursor.gotoNextSibling()) {
      const made = open.pop();
      if (made === undefined) {
        inside = false;
        break;
      }
      cursor.gotoParent();
      const { type: of, field, start, from } = made;
      const children = from === read.length ? NO_CHILDREN : read.slice(from);
      read.length = from;
      read.push({ type: of, field, start, end: cursor.endIndex, children });
    }
  }
  return { ...root, end, children: read };
}

/** Nodes that have only tokens in them, or nothing that the audit asks for. */
const LEAVES: ReadonlySet<string> = new Set([
  "identifier",
  "property_identifier",
  "shorthand_property_identifier",
  "shorthand_property_identifier_pattern",
  "type_identifier",
  "predefined_type",
  "string_fragment",
  "string_start",
  "string_content",
  "string_end",
  "escape_sequence",
  "number",
  "integer",
  "float",
  "comment",
]);
