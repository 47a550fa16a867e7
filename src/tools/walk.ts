import type { Clock, Files, FolderEntry } from "../core/ports.ts";
import { ToolError } from "../core/tool.ts";
import { bounded, TimeLimitError } from "./bounded.ts";
import { loadText } from "./fileText.ts";
import { isIgnored, parseRules, type IgnoreRules } from "./gitignore.ts";
import type { Place, Workspace } from "./paths.ts";

const MAX_ENTRIES = 200_000;
const MAX_MS = 10_000;
/** Folders that are read at the same time. */
const FOLDERS_AT_ONCE = 32;
/** Entries that are matched under one time limit, far above what honest rules take. */
const ENTRIES_AT_ONCE = 2_000;
const MATCH_LIMIT_MS = 500;
const MAX_RULES_BYTES = 256 * 1024;

interface Folder {
  readonly place: Place;
  /** Relative to its root; empty for the root itself. */
  readonly relative: string;
  readonly rules: readonly IgnoreRules[];
}

interface Entry extends FolderEntry {
  readonly folder: Folder;
}

export interface WalkOptions {
  readonly files: Files;
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether links are given as files; none is followed. */
  readonly links: boolean;
  /** Which files to give; called under a time limit. */
  readonly accepts: (place: Place) => boolean;
}

/**
 * The files below some folders, nearest first, without what `.gitignore` files leave out and without
 * `.git`.
 */
export class Walk {
  /** Why it ended before it had seen everything. */
  stopped: "entries" | "time" | undefined;
  unreadableFolders = 0;
  readonly #options: WalkOptions;
  readonly #queue: Folder[] = [];
  #entries = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  /** @throws ToolError where a rule or glob takes too long to match; an AbortError on abort. */
  async *files(starts: readonly Place[]): AsyncGenerator<readonly Place[]> {
    const { clock, signal } = this.#options;
    const deadline = clock.monotonic() + MAX_MS;
    for (const start of starts) this.#queue.push(await this.#start(start));
    while (this.#queue.length > 0) {
      signal.throwIfAborted();
      if (clock.monotonic() > deadline) this.stopped = "time";
      if (this.#entries > MAX_ENTRIES) this.stopped = "entries";
      if (this.stopped !== undefined) return;
      const folders = this.#queue.splice(0, FOLDERS_AT_ONCE);
      const entries = (await Promise.all(folders.map((folder) => this.#read(folder)))).flat();
      for (let from = 0; from < entries.length; from += ENTRIES_AT_ONCE)
        yield this.#match(() => this.#sort(entries.slice(from, from + ENTRIES_AT_ONCE)));
    }
  }

  async #read(folder: Folder): Promise<readonly Entry[]> {
    const { files, workspace } = this.#options;
    const { absolute } = folder.place;
    try {
      const entries = await files.list(absolute);
      // A link may have taken the folder's place since it was found.
      workspace.requireInside((await files.realPath(absolute)) ?? "", folder.place);
      this.#entries += entries.length;
      const hasRules = entries.some(({ name, kind }) => name === ".gitignore" && kind === "file");
      const ruled = hasRules ? await this.#withRules(folder) : folder;
      return entries
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, kind }) => ({ name, kind, folder: ruled }));
    } catch {
      this.unreadableFolders++;
      return [];
    }
  }

  /** Queues the folders and returns the files. */
  #sort(entries: readonly Entry[]): readonly Place[] {
    const { workspace, accepts, links } = this.#options;
    const files: Place[] = [];
    for (const { name, kind, folder } of entries) {
      if (name.toLowerCase() === ".git" || kind === "other" || (kind === "link" && !links)) continue;
      const relative = below(folder, name);
      if (isIgnored(folder.rules, relative, kind === "folder")) continue;
      const place = workspace.child(folder.place, name);
      if (kind === "folder") this.#queue.push({ place, relative, rules: folder.rules });
      else if (accepts(place)) files.push(place);
    }
    return files;
  }

  /** With the rules of the folders above, unless they leave out this very folder: it was asked for. */
  async #start(place: Place): Promise<Folder> {
    const { workspace } = this.#options;
    let folder: Folder = { place: workspace.topOf(place), relative: "", rules: [] };
    for (const segment of place.qualified.split("/").slice(1)) {
      const { rules } = await this.#withRules(folder);
      const relative = below(folder, segment);
      const ignored = this.#match(() => isIgnored(rules, relative, true));
      folder = { place: workspace.child(folder.place, segment), relative, rules: ignored ? [] : rules };
    }
    return folder;
  }

  async #withRules(folder: Folder): Promise<Folder> {
    const { files, workspace } = this.#options;
    try {
      const place = workspace.child(folder.place, ".gitignore");
      const found = await loadText(files, workspace, place, MAX_RULES_BYTES);
      if (!("text" in found)) return folder;
      return {
        ...folder,
        rules: [...folder.rules, parseRules(folder.relative, found.text, workspace.ignoresCase)],
      };
    } catch {
      return folder;
    }
  }

  #match<T>(action: () => T): T {
    try {
      return bounded(MATCH_LIMIT_MS, action);
    } catch (error) {
      if (!(error instanceof TimeLimitError)) throw error;
      throw new ToolError("The glob, or a rule of a .gitignore file, takes too long to match. Simplify it.");
    }
  }
}

const below = ({ relative }: Folder, name: string): string =>
  relative === "" ? name : `${relative}/${name}`;
