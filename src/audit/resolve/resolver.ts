import type {
  Assignment,
  Block,
  BlockId,
  Call,
  Expr,
  FileFacts,
  FunctionBlock,
  Import,
} from "../facts/facts.ts";
import { partsOf } from "../facts/walk.ts";
import type { Modules } from "./modules.ts";
import { isSelf, Scopes, type Binding } from "./scopes.ts";
import type { CallIn, InstanceOf, Target } from "./target.ts";

/** How much a step to another function or file takes from the certainty. */
const HOP = 0.9;
/** Hops, and the steps between them, after which a chain of names is not followed any further. */
const DEEPEST = 24;
/** Steps for one question, after which the rest is not followed: names that are given each other have no end. */
const MOST_STEPS = 2_000;

/** Says what the expressions of a project mean, across files. */
export class Resolver {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly #modules: Modules;
  readonly #scopes = new Map<FileFacts, Scopes>();
  /** Null for what the code does not say. */
  readonly #known = new Map<Expr, Target | null>();
  readonly #open = new Set<Expr>();
  #cuts = 0;
  #steps = 0;
  /** How often a parameter was asked for that callers may say, before these were known. */
  #lacks = 0;
  /** What may be found once callers are known. */
  readonly #provisional = new Set<Expr>();
  readonly #members = new Map<FileFacts, Map<string, Assignment[]>>();
  #callers: ReadonlyMap<Block, readonly CallIn[]> | undefined;

  constructor(files: ReadonlyMap<string, FileFacts>, modules: Modules) {
    this.files = files;
    this.#modules = modules;
  }

  scopes(file: FileFacts): Scopes {
    let scopes = this.#scopes.get(file);
    if (scopes === undefined) {
      scopes = new Scopes(file);
      this.#scopes.set(file, scopes);
    }
    return scopes;
  }

  /** @returns undefined where the code does not say. */
  resolve(file: FileFacts, block: BlockId, expr: Expr, depth = 0): Target | undefined {
    if (isWritten(expr)) return { kind: "value", file, block, expr, certainty: 1 };
    const known = this.#known.get(expr);
    if (known !== undefined) return this.#again(expr, known);
    if (this.#open.size === 0) this.#steps = 0;
    if (depth > DEEPEST || this.#steps > MOST_STEPS || this.#open.has(expr)) return this.#cutOff();
    this.#steps++;
    this.#open.add(expr);
    const before = this.#cuts;
    const lacked = this.#lacks;
    const target = this.#resolve(file, block, expr, depth + 1);
    this.#open.delete(expr);
    // What was cut off on the way may be found when it is asked for by itself.
    if (target !== undefined || this.#cuts === before || this.#open.size === 0)
      this.#known.set(expr, target ?? null);
    if (this.#callers === undefined && (this.#lacks !== lacked || this.#cuts !== before))
      this.#provisional.add(expr);
    return target;
  }

  /** What rests on something provisional is provisional, too. */
  #again(expr: Expr, known: Target | null): Target | undefined {
    if (this.#callers === undefined && this.#provisional.has(expr)) this.#lacks++;
    return known ?? undefined;
  }

  /** Counts what was not followed to its end. */
  #cutOff(): undefined {
    this.#cuts++;
    return undefined;
  }

  /** The path of a module that is imported; undefined for one from elsewhere. */
  pathOf(file: FileFacts, module: string): string | undefined {
    return this.#modules.find(file, module);
  }

  /** What is called. */
  callee({ file, call }: CallIn): Target | undefined {
    return this.resolve(file, call.block, call.callee);
  }

  /** The calls of a function or method of the project. */
  callersOf(file: FileFacts, block: BlockId): readonly CallIn[] {
    this.#callers ??= this.#findCallers();
    return this.#callers.get(file.blocks[block] as Block) ?? [];
  }

  /** The argument that a call passes for a parameter. */
  argument({ file, call }: CallIn, fn: FunctionBlock, index: number): Expr | undefined {
    const parameter = fn.parameters[index];
    const named = call.args.find(({ name }) => name !== undefined && name === parameter?.name);
    if (named !== undefined) return named.value;
    const receives = file.language === "python" && /^(?:self|cls)$/.test(fn.parameters[0]?.name ?? "");
    const positional = call.args.filter(({ name, spread }) => name === undefined && !spread);
    return positional[index - (receives ? 1 : 0)]?.value;
  }

  #resolve(file: FileFacts, block: BlockId, expr: Expr, depth: number): Target | undefined {
    switch (expr.kind) {
      case "name":
        return this.#name(file, block, expr.name, expr.start, depth);
      case "member":
        return this.#member(file, block, expr, depth);
      case "index":
        return this.#index(file, block, expr, depth);
      case "call":
        return this.#call(file, file.calls[expr.call] as Call, depth);
      case "choice":
        return this.resolve(file, block, expr.yes, depth) ?? this.resolve(file, block, expr.no, depth);
      case "operation":
        return this.#either(file, block, expr, depth);
      case "function":
        return { kind: "function", file, block: expr.block, certainty: 1 };
      case "literal":
      case "object":
      case "list":
      case "text":
        return { kind: "value", file, block, expr, certainty: 1 };
      case "spread":
      case "other":
        return undefined;
    }
  }

  #name(file: FileFacts, block: BlockId, name: string, at: number, depth: number): Target | undefined {
    const scopes = this.scopes(file);
    if (name === "self" || name === "this" || name === "cls") {
      const owner = scopes.classAround(block);
      if (owner !== undefined)
        return { kind: name === "cls" ? "class" : "instance", file, block: owner, certainty: 1 };
    }
    const binding = scopes.lookup(name, block);
    return binding && this.#binding(file, binding, at, depth);
  }

  #binding(file: FileFacts, binding: Binding, at: number, depth: number): Target | undefined {
    switch (binding.kind) {
      case "import":
        return this.#import(file, binding.import, depth);
      case "block": {
        const kind = file.blocks[binding.block]?.kind === "class" ? "class" : "function";
        return { kind, file, block: binding.block, certainty: 1 };
      }
      case "assigned":
        return this.#assigned(file, binding.assignments, at, depth);
      case "parameter":
        return this.#parameter(file, binding, depth);
    }
  }

  #import(file: FileFacts, { module, name }: Import, depth: number): Target | undefined {
    const path = this.#modules.find(file, module);
    const local = path === undefined ? undefined : this.files.get(path);
    if (local === undefined) {
      const submodule =
        file.language === "python" && name !== "*"
          ? this.#modules.find(file, `${module}.${name}`)
          : undefined;
      const found = submodule === undefined ? undefined : this.files.get(submodule);
      if (found !== undefined) return { kind: "module", file: found, certainty: 1 };
      if (module.startsWith(".")) return undefined;
      return { kind: "external", path: name === "*" ? module : `${module}.${name}`, calls: [], certainty: 1 };
    }
    if (name === "*") return { kind: "module", file: local, certainty: 1 };
    const found = hop(this.#exported(local, name, depth), 1) ?? this.#pythonSubmodule(file, module, name);
    // A neighbour that happens to be called like a package, and does not have what is imported.
    const isPackage =
      found === undefined &&
      file.language === "python" &&
      !module.startsWith(".") &&
      !this.#defines(local, name);
    return isPackage ? { kind: "external", path: `${module}.${name}`, calls: [], certainty: HOP } : found;
  }

  #defines(file: FileFacts, name: string): boolean {
    return this.scopes(file).member(0, name) !== undefined || file.imports.some(({ local }) => local === "*");
  }

  #pythonSubmodule(file: FileFacts, module: string, name: string): Target | undefined {
    const path =
      file.language === "python"
        ? this.#modules.find(file, module.endsWith(".") ? `${module}${name}` : `${module}.${name}`)
        : undefined;
    const found = path === undefined ? undefined : this.files.get(path);
    return found && { kind: "module", file: found, certainty: 1 };
  }

  /** What other files get under a name. */
  #exported(file: FileFacts, name: string, depth: number): Target | undefined {
    if (depth > DEEPEST) return this.#cutOff();
    for (const made of file.exports) {
      if (made.name !== name && made.name !== "*") continue;
      if (made.value !== undefined) return this.resolve(file, 0, made.value, depth + 1);
      const path = made.module === undefined ? undefined : this.#modules.find(file, made.module);
      const from = path === undefined ? file : this.files.get(path);
      if (made.module !== undefined && path === undefined) {
        if (made.name === "*") continue;
        return { kind: "external", path: `${made.module}.${made.local}`, calls: [], certainty: 1 };
      }
      if (from === undefined) continue;
      if (made.module !== undefined) {
        const found =
          made.name !== "*" && made.local === "*"
            ? ({ kind: "module", file: from, certainty: 1 } as const)
            : this.#exported(from, made.name === "*" ? name : made.local, depth + 1);
        if (found !== undefined) return found;
        continue;
      }
      return this.#topLevel(file, made.local, depth + 1);
    }
    return this.#topLevel(file, name, depth + 1);
  }

  #topLevel(file: FileFacts, name: string, depth: number): Target | undefined {
    const scopes = this.scopes(file);
    const binding = scopes.member(0, name);
    if (binding !== undefined) return this.#binding(file, binding, Number.POSITIVE_INFINITY, depth);
    for (const made of file.imports.filter(({ local }) => local === "*")) {
      const path = this.#modules.find(file, made.module);
      const from = path === undefined ? undefined : this.files.get(path);
      const found = from && depth <= DEEPEST ? this.#exported(from, name, depth + 1) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The newest assignment before the use counts; where that says nothing, any other. */
  #assigned(file: FileFacts, all: readonly Assignment[], at: number, depth: number): Target | undefined {
    const before = all.filter(({ start }) => start < at).toReversed();
    const after = all.filter(({ start }) => start >= at);
    for (const assignment of [...before, ...after]) {
      const target = this.#assignment(file, assignment, depth);
      if (target !== undefined) return target;
    }
    return undefined;
  }

  #assignment(file: FileFacts, assignment: Assignment, depth: number): Target | undefined {
    const { value, path, block, type } = assignment;
    let target = this.resolve(file, block, value, depth);
    for (const step of path) target = this.#step(target, step, depth);
    if (
      target !== undefined &&
      !(target.kind === "value" && target.expr.kind === "literal" && target.expr.value === null)
    )
      return target;
    return (type && this.#typed(file, block, type, depth)) ?? target;
  }

  #parameter(
    file: FileFacts,
    { of, parameter, index }: Extract<Binding, { kind: "parameter" }>,
    depth: number,
  ): Target | undefined {
    const outer = file.blocks[of]?.parent ?? 0;
    const typed = parameter.type && this.#typed(file, outer, parameter.type, depth);
    if (typed !== undefined) return typed;
    const fallback = parameter.default && this.#default(file, outer, parameter.default, depth);
    if (fallback !== undefined && !isNothing(fallback)) return fallback;
    return this.#passed(file, of, index, depth) ?? fallback;
  }

  /** What the callers pass: the first that is known. */
  #passed(file: FileFacts, of: BlockId, index: number, depth: number): Target | undefined {
    if (this.#callers === undefined) {
      this.#lacks++;
      return undefined;
    }
    const fn = file.blocks[of] as Block & FunctionBlock;
    for (const caller of this.callersOf(file, of)) {
      const argument = this.argument(caller, fn, index);
      const target = argument && this.resolve(caller.file, caller.call.block, argument, depth);
      if (target !== undefined) return hop(target, HOP);
    }
    return undefined;
  }

  /** FastAPI's `Depends(get_client)` gives what that function returns. */
  #default(file: FileFacts, block: BlockId, expr: Expr, depth: number): Target | undefined {
    const call = expr.kind === "call" ? file.calls[expr.call] : undefined;
    const [first] = call?.args ?? [];
    const callee = call && this.resolve(file, block, call.callee, depth);
    if (callee?.kind === "external" && callee.path.endsWith(".Depends") && first !== undefined) {
      const provider = this.resolve(file, block, first.value, depth);
      return provider?.kind === "function" ? this.#returned(provider.file, provider.block, depth) : provider;
    }
    return this.resolve(file, block, expr, depth);
  }

  /** A value of a type: `anthropic.Anthropic` makes `anthropic.Anthropic()`, with no call that made it. */
  #typed(file: FileFacts, block: BlockId, type: Expr, depth: number): Target | undefined {
    for (const named of typeNames(type)) {
      const target = this.resolve(file, block, named, depth);
      if (target?.kind === "class") return { ...target, kind: "instance" };
      if (target?.kind === "external" && !/^(?:typing|collections|types|builtins)\b/.test(target.path))
        return { ...target, path: `${target.path}()` };
    }
    return undefined;
  }

  #member(
    file: FileFacts,
    block: BlockId,
    expr: Extract<Expr, { kind: "member" }>,
    depth: number,
  ): Target | undefined {
    const object = this.resolve(file, block, expr.object, depth);
    return (
      this.#step(object, expr.name, depth) ??
      (isSelf(expr.object) ? undefined : this.#written(file, block, expr, depth))
    );
  }

  /** `app.state.client = Anthropic()` elsewhere in the same file. */
  #written(file: FileFacts, block: BlockId, expr: Expr, depth: number): Target | undefined {
    const text = file.text.slice(expr.start, expr.end);
    if (expr.kind !== "member" || text.length > 80) return undefined;
    const made = this.#writtenIn(file)
      .get(text)
      ?.find(({ target, start }) => target !== expr && start !== expr.start);
    return made && this.resolve(file, made.block ?? block, made.value, depth);
  }

  /** The assignments of a file to members, by how these are written. */
  #writtenIn(file: FileFacts): ReadonlyMap<string, readonly Assignment[]> {
    let found = this.#members.get(file);
    if (found === undefined) {
      found = new Map();
      for (const one of file.assignments) {
        if (one.target.kind !== "member") continue;
        const text = file.text.slice(one.target.start, one.target.end);
        const known = found.get(text);
        if (known === undefined) found.set(text, [one]);
        else known.push(one);
      }
      this.#members.set(file, found);
    }
    return found;
  }

  #step(object: Target | undefined, name: string, depth: number): Target | undefined {
    if (object === undefined) return undefined;
    if (depth > DEEPEST) return this.#cutOff();
    switch (object.kind) {
      case "external":
        return { ...object, path: `${object.path}.${name}` };
      case "module":
        return hop(this.#exported(object.file, name, depth), object.certainty);
      case "instance":
      case "class":
        return hop(this.#ofClass(object, name, depth), object.certainty);
      case "value":
        return this.#entry(object, name, depth);
      case "function":
        return undefined;
    }
  }

  /** A method or a field, its own or inherited. */
  #ofClass(owner: InstanceOf, name: string, depth: number): Target | undefined {
    const { file, block } = owner;
    const scopes = this.scopes(file);
    const method = scopes.member(block, name);
    if (method?.kind === "block") {
      const isProperty = decoratorNames(file.blocks[method.block]).some((decorator) =>
        decorator.endsWith("property"),
      );
      if (isProperty) return this.#returned(file, method.block, depth);
      return { kind: "function", file, block: method.block, certainty: 1, self: owner };
    }
    const fields = scopes.fields(block, name);
    const field = this.#assigned(file, fields, Number.POSITIVE_INFINITY, depth);
    if (field !== undefined) return field;
    const definition = file.blocks[block];
    for (const base of definition?.kind === "class" ? definition.bases : []) {
      const inherited = this.resolve(file, definition?.parent ?? 0, base, depth);
      if (inherited?.kind === "class") {
        const found = this.#ofClass(inherited, name, depth + 1);
        if (found !== undefined) return found;
      }
      if (inherited?.kind === "external") return { ...inherited, path: `${inherited.path}().${name}` };
    }
    return undefined;
  }

  #entry(
    { file, block, expr }: Extract<Target, { kind: "value" }>,
    name: string,
    depth: number,
  ): Target | undefined {
    if (expr.kind === "list") {
      const item = expr.items[Number(name)];
      return item && this.resolve(file, block, item, depth);
    }
    if (expr.kind !== "object") return undefined;
    const entry = expr.entries.find(({ key }) => key === name);
    return entry && this.resolve(file, block, entry.value, depth);
  }

  #index(
    file: FileFacts,
    block: BlockId,
    { object, index }: Extract<Expr, { kind: "index" }>,
    depth: number,
  ): Target | undefined {
    const target = this.resolve(file, block, object, depth);
    if (target?.kind === "external") {
      // `Agent[Dependencies, str]` is the class itself.
      const isGeneric = /\.[A-Z]\w*$/.test(target.path);
      return isGeneric ? target : { ...target, path: `${target.path}[]` };
    }
    if (target?.kind === "class") return target;
    return index.kind === "literal" ? this.#step(target, String(index.value), depth) : undefined;
  }

  #either(
    file: FileFacts,
    block: BlockId,
    { operator, operands }: Extract<Expr, { kind: "operation" }>,
    depth: number,
  ): Target | undefined {
    // LangChain's `prompt | model` is a chain that ends in its last part.
    const order = operator === "|" ? operands.toReversed() : operands;
    if (!["or", "and", "||", "&&", "??", "|"].includes(operator)) return undefined;
    for (const operand of order) {
      const target = this.resolve(file, block, operand, depth);
      if (target !== undefined && !isNothing(target)) return target;
    }
    return undefined;
  }

  #call(file: FileFacts, call: Call, depth: number): Target | undefined {
    const required = requiredModule(call);
    if (required !== undefined) return this.#module(file, required);
    const callee = this.resolve(file, call.block, call.callee, depth);
    switch (callee?.kind) {
      case "external":
        return { ...callee, path: `${callee.path}()`, calls: [...callee.calls, { file, call }] };
      case "class":
        return {
          kind: "instance",
          file: callee.file,
          block: callee.block,
          made: { file, call },
          certainty: callee.certainty,
        };
      case "function":
        return hop(this.#returned(callee.file, callee.block, depth), callee.certainty * HOP);
      case "instance":
      case "module":
      case "value":
      case undefined:
        return undefined;
    }
  }

  #module(file: FileFacts, module: string): Target | undefined {
    const path = this.#modules.find(file, module);
    const local = path === undefined ? undefined : this.files.get(path);
    if (local !== undefined) return { kind: "module", file: local, certainty: 1 };
    return module.startsWith(".") ? undefined : { kind: "external", path: module, calls: [], certainty: 1 };
  }

  /** What a function returns: the first of its returns that is known. */
  #returned(file: FileFacts, block: BlockId, depth: number): Target | undefined {
    const fn = file.blocks[block] as Block & FunctionBlock;
    if (fn.value !== undefined) return this.resolve(file, block, fn.value, depth);
    let nothing: Target | undefined;
    for (const { kind, value, block: at } of file.exits) {
      if ((kind !== "return" && kind !== "yield") || value === undefined) continue;
      if (this.scopes(file).functionAround(at)?.id !== block) continue;
      const target = this.resolve(file, at, value, depth);
      if (target !== undefined && !isNothing(target)) return target;
      nothing ??= target;
    }
    return nothing;
  }

  #findCallers(): ReadonlyMap<Block, readonly CallIn[]> {
    const found = new Map<Block, CallIn[]>();
    // Set before, so that parameters are not resolved through callers while these are looked for.
    for (const file of this.files.values()) {
      for (const call of file.calls) {
        const target = this.resolve(file, call.block, call.callee);
        const block = this.#calledBlock(target);
        const known = block && found.get(block);
        if (known !== undefined) known.push({ file, call });
        else if (block !== undefined) found.set(block, [{ file, call }]);
      }
    }
    // Now that callers are known, what was nothing for the lack of them is looked at again.
    for (const expr of this.#provisional) {
      const target = this.#known.get(expr);
      if (target === null || (target && isNothing(target) && target.expr !== expr)) this.#known.delete(expr);
    }
    this.#provisional.clear();
    return found;
  }

  /** A class is called through its constructor. */
  #calledBlock(target: Target | undefined): Block | undefined {
    if (target?.kind === "function") return target.file.blocks[target.block];
    if (target?.kind !== "class") return undefined;
    const scopes = this.scopes(target.file);
    const made = scopes.member(target.block, "__init__") ?? scopes.member(target.block, "constructor");
    return made?.kind === "block" ? target.file.blocks[made.block] : undefined;
  }
}

/** What means itself. */
const isWritten = ({ kind }: Expr): boolean =>
  kind === "literal" || kind === "object" || kind === "list" || kind === "text";

/** The module of `require("x")` and `import("x")`. */
function requiredModule({ callee, args }: Call): string | undefined {
  const name = callee.kind === "name" ? callee.name : "";
  const [first] = args;
  if ((name !== "require" && name !== "import") || first?.value.kind !== "literal") return undefined;
  return String(first.value.value);
}

const hop = (target: Target | undefined, factor: number): Target | undefined =>
  target && { ...target, certainty: target.certainty * factor };

const isNothing = (target: Target): target is Extract<Target, { kind: "value" }> =>
  target.kind === "value" && target.expr.kind === "literal" && target.expr.value === null;

/** The names in a type, outermost first: those of `Annotated[Client, Depends(x)]` in that order. */
function typeNames(type: Expr, into: Expr[] = []): readonly Expr[] {
  if (type.kind === "name" || type.kind === "member") into.push(type);
  else for (const part of partsOf(type)) typeNames(part, into);
  return into;
}

/** `property`, `app.post`: each decorator's name as it is written. */
export function decoratorNames(block: Block | undefined): readonly string[] {
  if (block?.kind !== "function" && block?.kind !== "class") return [];
  return block.decorators.map(dotted);
}

/** A chain of names as it is written; empty for anything else. */
export function dotted(expr: Expr): string {
  if (expr.kind === "name") return expr.name;
  if (expr.kind === "member") return `${dotted(expr.object)}.${expr.name}`;
  return "";
}
