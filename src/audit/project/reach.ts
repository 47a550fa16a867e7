import type { Block, BlockId, Expr, FileFacts } from "../facts/facts.ts";
import { eachPart } from "../facts/walk.ts";
import type { Modules } from "../resolve/modules.ts";
import { roleOf } from "./paths.ts";
import { blocksAround, type Reach } from "./project.ts";

interface Mention {
  readonly file: FileFacts;
  readonly block: BlockId;
  readonly start: number;
  /** Whether it stands behind a dot. */
  readonly member: boolean;
}

/** Frameworks call what lies here without anybody naming it. */
const ROUTE_FILES =
  /(?:^|\/)(?:app|pages|routes?|api|functions|server)\/.*\.[cm]?[jt]sx?$|(?:^|\/)(?:route|page|layout|middleware|\+server|\+page\.server|index|main|server|cli|worker|handler)\.[cm]?[jt]sx?$/;
const ENTRY_NAMES =
  /(?:^|\/)(?:main|app|server|cli|run|bot|agent|index|__main__|manage|wsgi|asgi|handler|streamlit_app|graph)\.[cm]?[a-z]+$/i;

const ENTRY_FUNCTIONS = /^(?:main|start|serve|run|cli|handler|lambda_handler|entry_?point)$/;

/**
 * Which code can run. Names decide: a function that nobody names can only run where a decorator, an
 * export or its class's framework calls it.
 */
export class Reachability {
  readonly #files: ReadonlyMap<string, FileFacts>;
  readonly #mentions = new Map<string, Mention[]>();
  readonly #imported = new Map<FileFacts, FileFacts[]>();
  readonly #known = new Map<Block, Reach>();
  readonly #open = new Set<Block>();
  /** By the file's blocks. */
  readonly #ofBlocks = new Map<FileFacts, (Reach | undefined)[]>();
  /** Functions that are handed on where they are written: whoever gets them may call them. */
  readonly #handedOn = new Set<Block>();

  constructor(files: ReadonlyMap<string, FileFacts>, modules: Modules) {
    this.#files = files;
    for (const file of files.values()) {
      this.#collectMentions(file);
      this.#collectImports(file, modules);
    }
  }

  of(file: FileFacts, block: BlockId): Reach {
    let known = this.#ofBlocks.get(file);
    if (known === undefined) {
      known = file.blocks.map(() => undefined);
      this.#ofBlocks.set(file, known);
    }
    return (known[block] ??= this.#ofBlock(file, block));
  }

  #ofBlock(file: FileFacts, block: BlockId): Reach {
    if (roleOf(file.path) === "vendored") return "dead";
    const around = blocksAround(file, block).filter(({ kind }) => kind === "function" || kind === "class");
    return around.reduce<Reach>(
      (reach, part) => weaker(reach, this.#ofDefinition(file, part)),
      this.#ofModule(file),
    );
  }

  #ofModule(file: FileFacts): Reach {
    if (isEntry(file)) return "proven";
    const importers = this.#imported.get(file) ?? [];
    return importers.some((importer) => roleOf(importer.path) === "live") ? "proven" : "unknown";
  }

  #ofDefinition(file: FileFacts, block: Block): Reach {
    const known = this.#known.get(block);
    if (known !== undefined) return known;
    if (this.#open.has(block)) return "dead";
    this.#open.add(block);
    const reach = this.#decide(file, block);
    this.#open.delete(block);
    if (reach !== "dead" || this.#open.size === 0) this.#known.set(block, reach);
    return reach;
  }

  #decide(file: FileFacts, block: Block): Reach {
    if (block.kind !== "function" && block.kind !== "class") return "proven";
    const owner = block.parent === undefined ? undefined : file.blocks[block.parent];
    if (
      block.name === "" ||
      block.decorators.length > 0 ||
      this.#handedOn.has(block) ||
      isCalledByLanguage(block.name)
    )
      return "proven";
    // A method that a base class from elsewhere may call.
    if (owner?.kind === "class" && owner.bases.length > 0) return "proven";
    const best = this.#bestMention(file, block, owner?.kind === "class");
    if (best !== "dead") return best;
    // A script of the manifest names it.
    if (owner?.kind === "module" && ENTRY_NAMES.test(file.path) && ENTRY_FUNCTIONS.test(block.name))
      return "proven";
    return this.#isExported(file, block.name) ? (ROUTE_FILES.test(file.path) ? "proven" : "unknown") : "dead";
  }

  #ofMention({ file, block }: Mention): Reach {
    if (roleOf(file.path) !== "live") return "dead";
    const inside = blocksAround(file, block).filter(({ kind }) => kind === "function" || kind === "class");
    return inside.reduce<Reach>((reach, part) => weaker(reach, this.#ofDefinition(file, part)), "proven");
  }

  /** How surely one of those who name a definition can run; the first that surely does is enough. */
  #bestMention(file: FileFacts, block: Block & { readonly name: string }, isMethod: boolean): Reach {
    let best: Reach = "dead";
    for (const mention of this.#mentions.get(block.name) ?? []) {
      if (!this.#isOf(mention, file, block, isMethod)) continue;
      best = stronger(best, this.#ofMention(mention));
      if (best === "proven") return best;
    }
    return best;
  }

  #isOf(
    mention: Mention,
    file: FileFacts,
    block: Block & { readonly name: string },
    isMethod: boolean,
  ): boolean {
    if (mention.file !== file) return mention.member || isMethod || this.#imports(mention.file, block.name);
    return mention.start < block.start || mention.start >= block.end;
  }

  #imports(file: FileFacts, name: string): boolean {
    return file.imports.some(
      ({ name: imported, local }) =>
        imported === name || local === name || imported === "*" || imported === "default",
    );
  }

  #isExported(file: FileFacts, name: string): boolean {
    if (file.language === "ecmascript")
      return file.exports.some(({ local, name: shown }) => local === name || shown === name);
    // A package's own surface.
    return [...this.#files.values()].some(
      (other) =>
        other.path.endsWith("__init__.py") && other.imports.some(({ name: imported }) => imported === name),
    );
  }

  #collectMentions(file: FileFacts): void {
    const add = (expr: Expr, block: BlockId, bound = false): void =>
      eachPart(expr, (part) => {
        if (part.kind === "function" && !(bound && part === expr))
          this.#handedOn.add(file.blocks[part.block] as Block);
        if (part.kind !== "name" && part.kind !== "member") return;
        const mention = { file, block, start: part.start, member: part.kind === "member" };
        this.#mention(part.name, mention);
        for (const other of aliases.get(part.name) ?? []) this.#mention(other, mention);
      });
    const aliases = aliasesIn(file);
    for (const { name, local } of file.exports)
      if (name !== local && local !== "") this.#mention(local, { file, block: 0, start: -1, member: false });
    for (const { callee, args, block } of file.calls) {
      add(callee, block);
      for (const { value } of args) add(value, block);
    }
    for (const { target, value, block } of file.assignments) add(value, block, target.kind === "name");
    for (const { value, block } of file.exits) if (value !== undefined) add(value, block);
    for (const block of file.blocks) for (const expr of exprsOf(block)) add(expr, block.parent ?? 0);
    for (const { value } of file.exports) if (value !== undefined) add(value, 0);
  }

  #mention(name: string, mention: Mention): void {
    const list = this.#mentions.get(name);
    if (list === undefined) this.#mentions.set(name, [mention]);
    else list.push(mention);
  }

  #collectImports(file: FileFacts, modules: Modules): void {
    const sources = [
      ...file.imports.flatMap(({ module, name }) =>
        // Python imports a module out of a package like any other name.
        file.language === "python" ? [module, `${module}.${name}`] : [module],
      ),
      ...file.exports.flatMap(({ module }) => module ?? []),
    ];
    for (const module of new Set(sources)) {
      const path = modules.find(file, module);
      const found = path === undefined ? undefined : this.#files.get(path);
      if (found === undefined) continue;
      const importers = this.#imported.get(found);
      if (importers === undefined) this.#imported.set(found, [file]);
      else importers.push(file);
    }
  }
}

/** The names that imports have elsewhere, by the ones that they have here. */
function aliasesIn(file: FileFacts): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { name, local } of file.imports)
    if (name !== local && name !== "*") found.set(local, [...(found.get(local) ?? []), name]);
  return found;
}

function exprsOf(block: Block): readonly Expr[] {
  switch (block.kind) {
    case "function":
      return [
        ...block.decorators,
        ...(block.value ? [block.value] : []),
        ...block.parameters.flatMap((parameter) => parameter.default ?? []),
      ];
    case "class":
      return [...block.decorators, ...block.bases];
    case "loop":
      return [block.over, block.condition].flatMap((expr) => expr ?? []);
    case "branch":
      return [block.condition];
    case "with":
      return block.items;
    case "module":
    case "try":
    case "handler":
    case "finally":
      return [];
  }
}

function isEntry(file: FileFacts): boolean {
  // A person runs its cells.
  if (file.notebook !== undefined) return true;
  if (ENTRY_NAMES.test(file.path) || ROUTE_FILES.test(file.path)) return true;
  return file.blocks.some(
    (block) =>
      block.kind === "branch" &&
      /__name__|require\.main|import\.meta\.main/.test(
        file.text.slice(block.condition.start, block.condition.end),
      ),
  );
}

const isCalledByLanguage = (name: string): boolean => /^__\w+__$/.test(name) || name === "constructor";

const ORDER: Readonly<Record<Reach, number>> = { dead: 0, unknown: 1, proven: 2 };
const weaker = (a: Reach, b: Reach): Reach => (ORDER[a] <= ORDER[b] ? a : b);
const stronger = (a: Reach, b: Reach): Reach => (ORDER[a] >= ORDER[b] ? a : b);
