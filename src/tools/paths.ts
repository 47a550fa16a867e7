import { posix, win32, type PlatformPath } from "node:path";
import type { Files } from "../core/ports.ts";
import { ToolError } from "../core/tool.ts";

/** A file or folder inside the workspace, existing or not. */
export interface Place {
  /**
   * For the model and the person: relative to its root with `/`, `.` for the root itself. Where several
   * roots are open it begins with the root's name.
   */
  readonly path: string;
  /** For the `Files` port: below a root as the editor knows it, no link after the root. */
  readonly absolute: string;
  /** Root's folder name and the path in it: a root may itself be a folder such as `.github`. */
  readonly qualified: string;
  readonly exists: boolean;
}

/** An open folder. */
export interface Root {
  readonly name: string;
  /** As the editor knows it. */
  readonly given: string;
  readonly real: string;
}

/**
 * The open folders as they are at this moment; made anew for each tool call.
 * @throws ToolError where no folder is open.
 */
export async function openWorkspace(files: Files, os: string): Promise<Workspace> {
  const rules = os === "win32" ? win32 : posix;
  const roots: Root[] = [];
  for (const given of files.roots) {
    const real = await files.realPath(given);
    if (real === undefined) continue;
    roots.push({ given, real, name: uniqueName(rules.basename(given) || "root", roots) });
  }
  const [first, ...others] = roots;
  if (first === undefined)
    throw new ToolError(
      "No folder is open, so there are no files to work on. Ask the person to open a folder.",
    );
  return new Workspace(files, [first, ...others], rules, os === "win32" || os === "darwin");
}

function uniqueName(base: string, others: readonly Root[]): string {
  let name = base;
  for (let next = 2; others.some((other) => other.name === name); next++) name = `${base}-${next}`;
  return name;
}

/** Resolves what a model calls a path, and keeps it inside the open folders. */
export class Workspace {
  readonly roots: readonly [Root, ...Root[]];
  readonly #files: Files;
  readonly #rules: PlatformPath;
  /** Whether the platform's file systems usually do. Where they do not, ignoring case would let a sibling in. */
  readonly ignoresCase: boolean;

  constructor(files: Files, roots: readonly [Root, ...Root[]], rules: PlatformPath, ignoresCase: boolean) {
    this.roots = roots;
    this.#files = files;
    this.#rules = rules;
    this.ignoresCase = ignoresCase;
  }

  /** The roots as places. */
  get tops(): readonly Place[] {
    return this.roots.map((root) => this.#placeIn(root, "", true));
  }

  /** The root that a place lies in. */
  topOf(place: Place): Place {
    const [name] = place.qualified.split("/");
    const root = this.roots.find((candidate) => candidate.name === name) ?? this.roots[0];
    return this.#placeIn(root, "", true);
  }

  /**
   * Where `input` really leads. Of what does not exist yet, the nearest existing folder is resolved.
   * @throws ToolError where it leads, by its text or through a link, out of the open folders.
   */
  async resolve(input: string): Promise<Place> {
    refuseHostile(input, this.#rules);
    const absolute = this.#absolute(input);
    if (!this.#isUnderRoot(absolute)) throw outside(input);
    const real = await this.#files.realPath(absolute);
    return this.#place(real ?? (await this.#realPathOfNew(absolute, input)), input, real !== undefined);
  }

  /** @throws ToolError where the file that was opened lies elsewhere: a link was put in its place. */
  requireInside(openedPath: string, place: Place): void {
    if (!this.roots.some(({ real }) => this.#below(real, openedPath) !== undefined))
      throw outside(place.path);
  }

  /** An entry of a folder that was resolved. */
  child(folder: Place, name: string): Place {
    return {
      path: folder.path === "." ? name : `${folder.path}/${name}`,
      absolute: this.#rules.join(folder.absolute, name),
      qualified: `${folder.qualified}/${name}`,
      exists: true,
    };
  }

  #absolute(input: string): string {
    const rules = this.#rules;
    const [first] = this.roots;
    if (rules.isAbsolute(input)) return rules.resolve(first.given, input);
    const [head = "", ...rest] = rules.normalize(input).split(rules.sep);
    const named = this.roots.length === 1 ? undefined : this.roots.find(({ name }) => this.#same(name, head));
    return named === undefined ? rules.resolve(first.given, input) : rules.resolve(named.given, ...rest);
  }

  #isUnderRoot(absolute: string): boolean {
    return this.roots.some(({ given, real }) =>
      [given, real].some((base) => this.#below(base, absolute) !== undefined),
    );
  }

  async #realPathOfNew(absolute: string, input: string): Promise<string> {
    const missing: string[] = [];
    let existing = absolute;
    let real: string | undefined;
    while (real === undefined) {
      missing.unshift(this.#rules.basename(existing));
      const parent = this.#rules.dirname(existing);
      if (parent === existing) throw outside(input);
      existing = parent;
      real = await this.#files.realPath(existing);
    }
    // Before anything is looked at there: the folder may be a link that leads out.
    this.#place(real, input, true);
    if ((await this.#files.stat(real))?.kind !== "folder")
      throw new ToolError(`${input}: ${this.#rules.basename(existing)} is not a folder.`);
    const entries = await this.#files.list(real);
    if (entries.some(({ name, kind }) => kind === "link" && this.#same(name, missing[0] ?? "")))
      throw new ToolError(`${input} is a link that leads nowhere; it is not followed.`);
    return this.#rules.join(real, ...missing);
  }

  #place(real: string, input: string, exists: boolean): Place {
    for (const root of this.roots) {
      const rest = this.#below(root.real, real);
      if (rest !== undefined) return this.#placeIn(root, rest, exists);
    }
    throw outside(input);
  }

  #placeIn(root: Root, rest: string, exists: boolean): Place {
    const path = rest.split(this.#rules.sep).join("/");
    const qualified = path === "" ? root.name : `${root.name}/${path}`;
    return {
      path: this.roots.length > 1 ? qualified : path || ".",
      absolute: this.#rules.join(root.given, rest),
      qualified,
      exists,
    };
  }

  /** What is left of `path` below `base`: empty for itself, undefined where it lies elsewhere. */
  #below(base: string, path: string): string | undefined {
    if (this.#same(base, path)) return "";
    const prefix = base.endsWith(this.#rules.sep) ? base : base + this.#rules.sep;
    return this.#same(prefix, path.slice(0, prefix.length)) ? path.slice(prefix.length) : undefined;
  }

  #same(a: string, b: string): boolean {
    return a === b || (this.ignoresCase && a.toLowerCase() === b.toLowerCase());
  }
}

const outside = (input: string): ToolError =>
  new ToolError(
    `${JSON.stringify(input)} is outside the workspace. Only files of the open folders can be used.`,
  );

/** Names that Windows takes for devices, whatever their extension. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

function refuseHostile(input: string, rules: PlatformPath): void {
  if (input.includes("\0")) throw new ToolError("A path cannot hold a NUL character.");
  if (/^[\\/]{2}/.test(input))
    throw new ToolError(`${JSON.stringify(input)} is a network or device path, which is not allowed.`);
  if (rules.sep === "/") return;
  const segments = input.replace(/^[a-z]:(?=[\\/])/i, "").split(/[\\/]/);
  if (segments.some((segment) => DEVICE.test(segment.trim()) || segment.includes(":") || endsOddly(segment)))
    throw new ToolError(`${JSON.stringify(input)} is not the name of an ordinary file on Windows.`);
}

const endsOddly = (segment: string): boolean => segment !== "." && segment !== ".." && /[. ]$/.test(segment);
