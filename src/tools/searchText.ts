import type { ToolCall } from "../core/call.ts";
import type { Tool, ToolOutput } from "../core/tool.ts";
import { fileSize, loadText } from "./fileText.ts";
import { lineFinder, type FoundLine, type SearchedText, type SearchPattern } from "./matching.ts";
import { clip } from "./pages.ts";
import { originsOf } from "./origin.ts";
import { openWorkspace, type Place, type Workspace } from "./paths.ts";
import { FOLDER_INPUT, GLOB_INPUT, globFilter, startsOf } from "./scope.ts";
import { field, type ToolSession } from "./session.ts";
import { Walk } from "./walk.ts";

interface SearchTextInput extends SearchPattern {
  readonly folder?: string;
  readonly glob?: string;
}

const MAX_MATCHES = 200;
const MAX_MS = 20_000;
const MAX_SEARCHED_BYTES = 5 * 1024 * 1024;
/** Files that are read at the same time, and then searched under one time limit. */
const FILES_AT_ONCE = 16;

export function searchTextTool(session: ToolSession): Tool<SearchTextInput> {
  return {
    name: "search_text",
    description: `Finds lines in text files, without files that .gitignore leaves out. Answers with path:line: text, at most ${MAX_MATCHES} lines.`,
    inputSchema: {
      type: "object",
      properties: {
        pattern: {
          type: "string",
          minLength: 1,
          maxLength: 1000,
          description: "Literal text within one line.",
        },
        regex: { type: "boolean", description: "Take the pattern as a JavaScript regular expression." },
        ignore_case: { type: "boolean" },
        folder: { ...FOLDER_INPUT, description: "Folder or file. Default: the whole workspace." },
        glob: GLOB_INPUT,
      },
      required: ["pattern"],
      additionalProperties: false,
    },
    effects: "read",
    source: "builtin",
    title(input) {
      const where = [field(input, "folder"), field(input, "glob")].filter((part) => part !== undefined);
      return [JSON.stringify(field(input, "pattern") ?? ""), ...where].join(" in ");
    },
    async run(input, call) {
      const workspace = await openWorkspace(session.files, session.platform.os);
      return new Search(session, workspace, call).run(input);
    },
  };
}

class Search {
  readonly #session: ToolSession;
  readonly #workspace: Workspace;
  readonly #signal: AbortSignal;
  #binary = 0;
  #large = 0;
  #unreadable = 0;
  #partial = false;

  constructor(session: ToolSession, workspace: Workspace, { signal }: ToolCall) {
    this.#session = session;
    this.#workspace = workspace;
    this.#signal = signal;
  }

  async run(input: SearchTextInput): Promise<ToolOutput> {
    const { clock } = this.#session;
    const findLines = lineFinder(input);
    const deadline = clock.monotonic() + MAX_MS;
    const lines: string[] = [];
    const places = new Set<Place>();
    let stopped: string | undefined;
    for await (const group of this.#groups(input)) {
      const found = findLines(await this.#load(group), MAX_MATCHES + 1 - lines.length);
      lines.push(...found.map(show));
      for (const { place } of found) places.add(place);
      if (lines.length > MAX_MATCHES) stopped = `[Only the first ${MAX_MATCHES} lines. Narrow the search.]`;
      else if (clock.monotonic() > deadline) stopped = "[Stopped: it takes too long. Narrow the search.]";
      if (stopped !== undefined) break;
    }
    if (lines.length === 0) lines.push("[No line found.]");
    return {
      text: [...lines.slice(0, MAX_MATCHES), ...(stopped ? [stopped] : []), ...this.#skipped()].join("\n"),
      ...(await this.#origins(places)),
    };
  }

  /** The first place in the code of others is enough to say so. */
  async #origins(places: ReadonlySet<Place>): Promise<Pick<ToolOutput, "origins">> {
    for (const place of places) {
      const origins = await originsOf(this.#session.files, this.#workspace, place);
      if (origins.length > 0) return { origins };
    }
    return {};
  }

  async *#groups({ folder, glob }: SearchTextInput): AsyncGenerator<readonly Place[]> {
    const { files, clock } = this.#session;
    const { starts, isFile } = await startsOf(this.#workspace, files, folder);
    if (isFile) return yield starts;
    const walk = new Walk({
      files,
      clock,
      workspace: this.#workspace,
      signal: this.#signal,
      links: false,
      accepts: globFilter(glob, starts),
    });
    for await (const batch of walk.files(starts))
      for (let from = 0; from < batch.length; from += FILES_AT_ONCE) {
        this.#signal.throwIfAborted();
        yield batch.slice(from, from + FILES_AT_ONCE);
      }
    this.#partial = walk.stopped !== undefined || walk.unreadableFolders > 0;
  }

  async #load(group: readonly Place[]): Promise<readonly SearchedText[]> {
    const loaded = await Promise.all(group.map((place) => this.#loadOne(place)));
    return loaded.filter((text) => text !== undefined);
  }

  async #loadOne(place: Place): Promise<SearchedText | undefined> {
    try {
      const found = await loadText(this.#session.files, this.#workspace, place, MAX_SEARCHED_BYTES);
      if ("text" in found) return { place, text: found.text };
      if (found.problem === "large") this.#large++;
      else this.#binary++;
    } catch {
      this.#unreadable++;
    }
    return undefined;
  }

  #skipped(): readonly string[] {
    const kinds = [
      [this.#binary, "files that are not UTF-8 text"],
      [this.#large, `files above ${fileSize(MAX_SEARCHED_BYTES)}`],
      [this.#unreadable, "files that could not be read"],
    ] as const;
    const named = kinds.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`);
    if (this.#partial) named.push("folders that could not be looked at");
    return named.length === 0 ? [] : [`[Not searched: ${named.join(", ")}.]`];
  }
}

const LINE_CHARS = 300;
const BEFORE_MATCH = 100;

/** `path:line: text`; of a long line the part around the match. */
function show({ place, number, line, index }: FoundLine): string {
  const start = line.length <= LINE_CHARS ? 0 : Math.max(0, index - BEFORE_MATCH);
  const part = clip(line, start, start + LINE_CHARS);
  const end = start + LINE_CHARS < line.length ? "…" : "";
  return `${place.path}:${number}: ${start > 0 ? "…" : ""}${part}${end}`;
}
