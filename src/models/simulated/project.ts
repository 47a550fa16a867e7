import type { ToolResult } from "./conversation.ts";
import { resolvePath } from "./text/paths.ts";
import { callAll, type Call, type Plan } from "./plan.ts";
import { fileTextOf, isPartial, matchesOf, pathsOf, type FileText, type Line } from "./results.ts";
import type { Toolbox } from "./toolbox.ts";

/** A part of a file; the whole where it has no bounds. */
export interface Extract {
  readonly path: string;
  readonly from?: number;
  readonly to?: number;
}

export interface Search {
  /** A regular expression. */
  readonly query: string;
  readonly ignoreCase?: boolean;
  /** Of the files to search. */
  readonly glob?: string;
}

export interface Found {
  readonly lines: readonly Line[];
  /** The tool left matches out. */
  readonly partial: boolean;
}

const MAX_PAGES = 5;

/** The open project, seen through the tools. Remembers what it has seen in this turn. */
export class Project {
  readonly tools: Toolbox;
  /** What was looked at, for an honest answer. */
  readonly read: string[] = [];
  readonly searched: string[] = [];
  /** What the person should know about how it was done. */
  readonly notes: string[] = [];
  #files: readonly string[] | undefined;

  constructor(tools: Toolbox) {
    this.tools = tools;
  }

  /** Paths that are known; empty before anybody listed them. */
  get known(): readonly string[] {
    return this.#files ?? [];
  }

  *files(sentence: string): Plan<readonly string[]> {
    if (this.#files) return this.#files;
    if (!this.tools.has("list_files")) return [];
    const [result] = yield* callAll(sentence, [this.tools.call("list_files", {})]);
    return (this.#files = result ? pathsOf(result) : []);
  }

  /** Searches at once; lists the files in the same step where they are not known yet. */
  *search(sentence: string, searches: readonly Search[]): Plan<readonly Found[]> {
    const list = !this.#files && this.tools.has("list_files") ? [this.tools.call("list_files", {})] : [];
    const wanted = this.tools.has("search_text") ? searches : [];
    const results = yield* callAll(sentence, [
      ...list,
      ...wanted.map((search) => this.tools.call("search_text", { ...search, regex: true })),
    ]);
    const [listed] = list.length > 0 ? results : [];
    if (listed) this.#files = pathsOf(listed);
    this.searched.push(...wanted.map(({ query }) => query));
    return results
      .slice(list.length)
      .map((result) => ({ lines: matchesOf(result), partial: isPartial(result) }));
  }

  /** Reads at once; what cannot be read has a `problem`. */
  *extracts(sentence: string, wanted: readonly Extract[]): Plan<readonly FileText[]> {
    if (!this.tools.has("read_file"))
      return wanted.map(({ path }) => ({
        path,
        text: "",
        lines: [],
        problem: "I have no tool to read files.",
      }));
    const results = yield* callAll(
      sentence,
      wanted.map((extract) => this.#readCall(extract)),
    );
    return wanted.map(({ path }, index) => this.#noteRead(path, results[index]));
  }

  /**
   * A whole file, in pages where it is long. One that is named without its folder, or does not exist,
   * is looked for by its name.
   */
  *whole(sentence: string, path: string): Plan<FileText> {
    const known = path.includes("/") ? this.known : yield* this.files(`I'll find \`${path}\` first.`);
    const named = known.includes(path) ? path : resolvePath(path, known);
    const [first] = yield* this.extracts(sentence, [{ path: named ?? path }]);
    if (first && first.problem === undefined) return yield* this.#rest(first);
    const paths = yield* this.files(`There is no \`${path}\` as such; I'll look for it.`);
    const meant = resolvePath(path, paths);
    if (meant === undefined || meant === path || meant === named) return first ?? missing(path);
    const [second] = yield* this.extracts(`\`${meant}\` it is.`, [{ path: meant }]);
    return second ? yield* this.#rest(second) : missing(path);
  }

  *#rest(begun: FileText): Plan<FileText> {
    let file = begun;
    for (let page = 1; file.next !== undefined && page < MAX_PAGES; page++) {
      const [more] = yield* this.extracts("It goes on.", [{ path: file.path, from: file.next }]);
      if (!more || more.problem !== undefined) break;
      const { next, ...soFar } = file;
      file = {
        ...soFar,
        text: file.text + more.text,
        lines: [...file.lines, ...more.lines],
        ...(more.next === undefined || more.next === next ? {} : { next: more.next }),
      };
    }
    return file;
  }

  #noteRead(path: string, result: ToolResult | undefined): FileText {
    const file = result ? fileTextOf(path, result) : missing(path);
    if (file.problem === undefined && !this.read.includes(path)) this.read.push(path);
    return file;
  }

  #readCall({ path, from, to }: Extract): Call {
    return this.tools.call("read_file", {
      path,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
  }
}

const missing = (path: string): FileText => ({
  path,
  text: "",
  lines: [],
  problem: `${path} cannot be read.`,
});
