import type { FileFacts } from "./facts/facts.ts";
import type { ConfigFile } from "./project/config.ts";
import type { ManifestFile } from "./project/manifest.ts";
import type { ProjectFiles } from "./project/split.ts";
import type { PathAliases } from "./resolve/modules.ts";
import type { Notice, ProjectResult } from "./result.ts";
import type { Used } from "./accepted.ts";

/** What an audit found out about one project, and what it rests on. */
export interface KnownProject {
  readonly files: ProjectFiles;
  /** The rules, and what people vouch for. */
  readonly by: string;
  /** Undefined where no model is called. */
  readonly result: ProjectResult | undefined;
  readonly used: Used;
  /** Where received spans show something else than people accepted. */
  readonly contradictions: readonly Notice[];
}

/** Keeps from one audit to the next what it rests on and what came of it, as long as that has not changed. */
export class AuditCache {
  readonly facts = new TextCache<FileFacts>();
  readonly configs = new TextCache<ConfigFile>();
  readonly manifests = new TextCache<ManifestFile>();
  readonly aliases = new TextCache<PathAliases | undefined>();
  readonly #projects = new Map<string, KnownProject>();
  #paths: ReadonlySet<string> = new Set();

  /** The same set again where the same files exist. */
  pathsOf(files: ReadonlyMap<string, unknown>): ReadonlySet<string> {
    const isSame =
      files.size === this.#paths.size && [...files.keys()].every((path) => this.#paths.has(path));
    if (!isSame) this.#paths = new Set(files.keys());
    return this.#paths;
  }

  /** What is known of a project whose files have not changed. */
  project(files: ProjectFiles, by: string): KnownProject | undefined {
    const known = this.#projects.get(files.root);
    return known?.by === by && isSameProject(known.files, files) ? known : undefined;
  }

  remember(known: KnownProject): void {
    this.#projects.set(known.files.root, known);
  }

  /** A cache that knows what was read, and keeps to itself what it reads from now on. */
  copy(): AuditCache {
    const made = new AuditCache();
    made.facts.take(this.facts);
    made.configs.take(this.configs);
    made.manifests.take(this.manifests);
    made.aliases.take(this.aliases);
    return made;
  }

  /** Forgets what is of files and projects that are gone. */
  keepOnly(paths: ReadonlySet<string>, roots: ReadonlySet<string>): void {
    for (const cache of [this.facts, this.configs, this.manifests, this.aliases]) cache.keepOnly(paths);
    for (const root of this.#projects.keys()) if (!roots.has(root)) this.#projects.delete(root);
  }
}

/** What was made of the text of each file. */
class TextCache<T> {
  readonly #known = new Map<string, { readonly text: string; readonly made: T }>();

  /** What was made of this very text. */
  get(path: string, text: string): { readonly made: T } | undefined {
    const known = this.#known.get(path);
    return known?.text === text ? known : undefined;
  }

  of(path: string, text: string, make: () => T): T {
    const known = this.get(path, text);
    return known === undefined ? this.set(path, text, make()) : known.made;
  }

  set(path: string, text: string, made: T): T {
    this.#known.set(path, { text, made });
    return made;
  }

  take(other: TextCache<T>): void {
    for (const [path, known] of other.#known) this.#known.set(path, known);
  }

  keepOnly(paths: ReadonlySet<string>): void {
    for (const path of this.#known.keys()) if (!paths.has(path)) this.#known.delete(path);
  }
}

const isSameProject = (one: ProjectFiles, other: ProjectFiles): boolean =>
  one.paths === other.paths &&
  isSame(one.files, other.files) &&
  isSame(one.manifests, other.manifests) &&
  isSame(one.configs, other.configs) &&
  isSame(one.aliases, other.aliases);

const isSame = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((part, index) => part === other[index]);
