import { parse as parseJsonc } from "jsonc-parser";
import type { AuditCache } from "../cache.ts";
import type { SourceEntry, SourceTree } from "../../core/sourceTree.ts";
import { ecmascriptFacts } from "../facts/ecmascript.ts";
import type { FileFacts } from "../facts/facts.ts";
import { pythonFacts } from "../facts/python.ts";
import { suppressionsIn } from "../facts/suppressions.ts";
import type { PathAliases } from "../resolve/modules.ts";
import { folderOf, join } from "../resolve/modules.ts";
import type { Grammar, SourceParser } from "../syntax/parser.ts";
import type { SyntaxNode } from "../syntax/tree.ts";
import { isNotebook, readNotebook, type NotebookProblem } from "../notebook/notebook.ts";
import { configKind, LARGEST_CONFIG, readConfig, type ConfigFile } from "./config.ts";
import { isManifestFile, type ManifestFile } from "./manifest.ts";
import { grammarOf, roleOf } from "./paths.ts";
import { mayCallModel, notebookMayCallModel } from "./relevance.ts";

/** Everything of a tree that the audit reads, before it is split into projects. */
export interface Loaded {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly configs: readonly ConfigFile[];
  readonly manifests: readonly ManifestFile[];
  readonly aliases: readonly PathAliases[];
  readonly skipped: readonly Skipped[];
  /** The paths of all files that were looked at. */
  readonly read: readonly string[];
}

export interface Skipped {
  readonly path: string;
  readonly reason: SkipReason;
}

export type SkipReason =
  | "vendored"
  | "test without a model"
  | "too large"
  | "minified"
  | "not text"
  | "unreadable"
  | "not parseable"
  | "mostly errors"
  | "notebook"
  | typeof UNREAD_CALLS
  | NotebookProblem;

/** A notebook that is not read, and seems to call a model. */
export const UNREAD_CALLS = "notebook that calls a model";

export interface LoadOptions {
  readonly parser: SourceParser;
  /** What was made of files whose content has not changed. */
  readonly cache: AuditCache;
  readonly signal: AbortSignal;
  readonly progress: (done: number, all: number) => void;
  /** Whether the code cells of notebooks are read. */
  readonly notebooks?: boolean;
}

const DECODER = new TextDecoder("utf-8");
const LARGEST_SOURCE = 1_000_000;
/** Outputs and pictures are in it. */
const LARGEST_NOTEBOOK = 10_000_000;
const LARGEST_LOCK = 20_000_000;
/** So much of notebooks that are not to be read is looked through for calls, in all. */
const MOST_LOOKED_THROUGH = 20_000_000;
/** The mean length of a line above which a file was made by a machine. */
const LONGEST_MEAN = 400;

export async function load(tree: SourceTree, options: LoadOptions): Promise<Loaded> {
  const { files: entries, unreadable } = await tree.list(options.signal);
  const loading = new Loading(tree, options);
  let done = 0;
  for (const entry of entries) {
    options.signal.throwIfAborted();
    await loading.take(entry);
    options.progress(++done, entries.length);
  }
  for (const path of unreadable) loading.skip(path, "unreadable");
  return { ...loading.result(), read: entries.map(({ path }) => path) };
}

class Loading {
  readonly #tree: SourceTree;
  readonly #options: LoadOptions;
  readonly #files = new Map<string, FileFacts>();
  readonly #configs: ConfigFile[] = [];
  readonly #manifests: ManifestFile[] = [];
  readonly #aliases: PathAliases[] = [];
  readonly #skipped: Skipped[] = [];
  #lookedThrough = 0;

  constructor(tree: SourceTree, options: LoadOptions) {
    this.#tree = tree;
    this.#options = options;
  }

  async take(entry: SourceEntry): Promise<void> {
    const { path } = entry;
    const name = path.split("/").at(-1) ?? path;
    const grammar = grammarOf(path);
    if (roleOf(path) === "vendored") {
      if (grammar !== undefined) this.skip(path, "vendored");
      return;
    }
    if (isNotebook(path)) return this.#notebook(entry);
    const kind = entry.bytes > LARGEST_CONFIG ? undefined : configKind(path);
    const isManifest = isManifestFile(name) && entry.bytes <= LARGEST_LOCK;
    const isTsconfig = /^[jt]sconfig.*\.json$/.test(name);
    const isTooLarge = grammar !== undefined && entry.bytes > LARGEST_SOURCE;
    if (isTooLarge) this.skip(path, "too large");
    const isSource = grammar !== undefined && !isTooLarge;
    if (!isSource && !isManifest && !isTsconfig && kind === undefined) return;
    const text = await this.#text(path);
    if (text === undefined) return;
    const { manifests, configs } = this.#options.cache;
    if (isSource) this.#source(path, text, grammar);
    if (isManifest) this.#manifests.push(manifests.of(path, text, () => ({ path, text })));
    if (isTsconfig) this.#tsconfig(path, text);
    if (kind !== undefined) this.#configs.push(configs.of(path, text, () => readConfig(path, kind, text)));
  }

  skip(path: string, reason: SkipReason): void {
    this.#skipped.push({ path, reason });
  }

  result(): Omit<Loaded, "read"> {
    return {
      files: this.#files,
      configs: this.#configs,
      manifests: this.#manifests,
      aliases: this.#aliases,
      skipped: this.#skipped,
    };
  }

  #source(path: string, text: string, grammar: Grammar): void {
    const known = this.#options.cache.facts.get(path, text)?.made;
    if (known === undefined && isIrrelevantTest(path, text)) return this.skip(path, "test without a model");
    const facts = known ?? this.#facts(path, text, grammar);
    if (typeof facts === "string") return this.skip(path, facts);
    if (known === undefined) this.#options.cache.facts.set(path, text, facts);
    this.#files.set(path, facts);
  }

  async #notebook({ path, bytes }: SourceEntry): Promise<void> {
    if (!this.#options.notebooks)
      return this.skip(path, (await this.#callsModel(path, bytes)) ? UNREAD_CALLS : "notebook");
    if (bytes > LARGEST_NOTEBOOK) return this.skip(path, "too large");
    const json = await this.#text(path);
    if (json === undefined) return;
    const known = this.#options.cache.facts.get(path, json)?.made;
    const facts = known ?? this.#notebookFacts(path, json);
    if (typeof facts === "string") return this.skip(path, facts);
    if (known === undefined) this.#options.cache.facts.set(path, json, facts);
    this.#files.set(path, facts);
  }

  async #callsModel(path: string, bytes: number): Promise<boolean> {
    if (this.#lookedThrough + bytes > MOST_LOOKED_THROUGH) return false;
    this.#lookedThrough += bytes;
    try {
      return notebookMayCallModel(DECODER.decode(await this.#tree.read(path)));
    } catch {
      return false;
    }
  }

  #notebookFacts(path: string, json: string): FileFacts | SkipReason {
    const code = readNotebook(json);
    if (typeof code === "string") return code;
    if (code.text.length > LARGEST_SOURCE) return "too large";
    const facts = this.#facts(path, code.text, "python");
    return typeof facts === "string" ? facts : { ...facts, notebook: code.lines };
  }

  /** A source that nests deeper than the stack is one that cannot be parsed. */
  #facts(path: string, text: string, grammar: Grammar): FileFacts | SkipReason {
    if (text.length > 5_000 && text.length / text.split("\n").length > LONGEST_MEAN) return "minified";
    try {
      const { root, hasError } = this.#options.parser.parse(text, grammar);
      if (hasError && errorLength(root) > text.length * MOST_ERRORS) return "mostly errors";
      const facts = (grammar === "python" ? pythonFacts : ecmascriptFacts)(path, text, root, hasError);
      return { ...facts, suppressions: suppressionsIn(text, root) };
    } catch {
      return "not parseable";
    }
  }

  #tsconfig(path: string, text: string): void {
    const aliases = this.#options.cache.aliases.of(path, text, () => aliasesIn(path, text));
    if (aliases !== undefined) this.#aliases.push(aliases);
  }

  async #text(path: string): Promise<string | undefined> {
    try {
      const bytes = await this.#tree.read(path);
      if (bytes.includes(0)) {
        this.skip(path, "not text");
        return undefined;
      }
      return DECODER.decode(bytes);
    } catch {
      this.skip(path, "unreadable");
      return undefined;
    }
  }
}

/** An `__init__.py` makes its folder a package, whatever stands in it. */
const isIrrelevantTest = (path: string, text: string): boolean =>
  roleOf(path) === "test" && !path.endsWith("__init__.py") && !mayCallModel(text);

/** How a tsconfig renames modules; undefined for one that does not. */
function aliasesIn(path: string, text: string): PathAliases | undefined {
  const json: unknown = parseJsonc(text);
  const options = isObject(json) ? json["compilerOptions"] : undefined;
  if (!isObject(options)) return undefined;
  const baseUrl = typeof options["baseUrl"] === "string" ? options["baseUrl"] : ".";
  const base = join(folderOf(path), baseUrl);
  const paths = Object.entries(isObject(options["paths"]) ? options["paths"] : {}).flatMap(
    ([pattern, targets]) => (Array.isArray(targets) ? [{ pattern, targets: targets.map(String) }] : []),
  );
  const own = typeof options["baseUrl"] === "string" ? [...paths, { pattern: "*", targets: ["*"] }] : paths;
  return own.length > 0 ? { folder: folderOf(path), base, paths: own } : undefined;
}

/** The share of a file above which what is left of it says nothing. */
const MOST_ERRORS = 0.5;

/** How much of a file the grammar could make no sense of. */
function errorLength(root: SyntaxNode): number {
  let length = 0;
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "ERROR") length += node.end - node.start;
    else open.push(...node.children);
  }
  return length;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
