import treeSitter, { type Language, type Parser, type Tree } from "@vscode/tree-sitter-wasm";
import { copyNodes, isCursorModule, namesOf, type CursorModule, type Names } from "./nodes.ts";
import type { SyntaxNode } from "./tree.ts";

export const GRAMMARS = ["python", "typescript", "tsx", "javascript"] as const;
export type Grammar = (typeof GRAMMARS)[number];

export interface ParsedSource {
  readonly root: SyntaxNode;
  /** Whether the grammar could not make sense of some part. */
  readonly hasError: boolean;
}

interface LoadedGrammar {
  readonly language: Language;
  readonly names: Names;
}

let loaded: Promise<CursorModule> | undefined;

/** A process has one module, and tree-sitter shows it only to whoever loads it first. */
function moduleFrom(folder: string): Promise<CursorModule> {
  loaded ??= init(folder).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function init(folder: string): Promise<CursorModule> {
  const module = { locateFile: (file: string) => `${folder}/${file}` };
  await treeSitter.Parser.init(module);
  if (!isCursorModule(module)) throw new Error("This tree-sitter is built in another way than the audit's");
  return module;
}

/** Parses source text of the languages that the audit reads. */
export class SourceParser {
  readonly #parser: Parser;
  readonly #module: CursorModule;
  readonly #grammars: ReadonlyMap<Grammar, LoadedGrammar>;

  private constructor(module: CursorModule, grammars: ReadonlyMap<Grammar, LoadedGrammar>) {
    this.#parser = new treeSitter.Parser();
    this.#module = module;
    this.#grammars = grammars;
  }

  /**
   * @param folder where `tree-sitter.wasm` and the grammars lie.
   * @param read a grammar's bytes.
   */
  static async load(folder: string, read: (name: string) => Promise<Uint8Array>): Promise<SourceParser> {
    const module = await moduleFrom(folder);
    const grammars = new Map<Grammar, LoadedGrammar>();
    for (const grammar of GRAMMARS) {
      const language = await treeSitter.Language.load(await read(`tree-sitter-${grammar}.wasm`));
      grammars.set(grammar, { language, names: namesOf(language) });
    }
    return new SourceParser(module, grammars);
  }

  parse(text: string, grammar: Grammar): ParsedSource {
    const tree = this.tree(text, grammar);
    try {
      const root = copyNodes(tree, this.#of(grammar).names, this.#module);
      return { root, hasError: tree.rootNode.hasError };
    } finally {
      tree.delete();
    }
  }

  /** Parses and nothing more; the caller deletes the tree. */
  tree(text: string, grammar: Grammar): Tree {
    this.#parser.setLanguage(this.#of(grammar).language);
    const tree = this.#parser.parse(text);
    if (tree === null) throw new Error(`tree-sitter did not parse a text of ${grammar}`);
    return tree;
  }

  #of(grammar: Grammar): LoadedGrammar {
    const known = this.#grammars.get(grammar);
    if (known === undefined) throw new Error(`the grammar of ${grammar} was not loaded`);
    return known;
  }
}
