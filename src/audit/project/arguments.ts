import type { BlockId, Call, Expr, FileFacts } from "../facts/facts.ts";
import type { CallIn } from "../resolve/target.ts";
import { perProjectAnd } from "./perProject.ts";
import { blocksAround, type Project } from "./project.ts";

/** A named value that a call is given, where it stands. */
export interface Given {
  readonly expr: Expr;
  readonly file: FileFacts;
  readonly block: BlockId;
}

/** What a call is given by name: a keyword, an entry of an options object, or of one that a variable holds. */
export interface Arguments {
  named(name: string): readonly Given[];
}

/** Worked out once for each call, because every rule asks for names of its own. */
export const argumentsOf = ({ file, call }: CallIn, project: Project): Arguments =>
  ofCall(call, project)(file);

const ofCall = perProjectAnd((call: Call, project) => {
  let found: Arguments | undefined;
  return (file: FileFacts) => (found ??= new CallArguments({ file, call }, project));
});

const NONE: readonly Given[] = [];

class CallArguments implements Arguments {
  readonly #at: CallIn;
  readonly #project: Project;
  readonly #direct: ReadonlyMap<string, Expr>;
  #held: readonly Held[] | undefined;
  #spread: readonly Spread[] | undefined;

  constructor(at: CallIn, project: Project) {
    this.#at = at;
    this.#project = project;
    this.#direct = optionsIn(at.call.args);
  }

  named(name: string): readonly Given[] {
    const { file, call } = this.#at;
    const direct = this.#direct.get(name);
    if (direct !== undefined) return [{ expr: direct, file, block: call.block }];
    this.#held ??= findHeld(this.#at, this.#project);
    for (const { options, ...where } of this.#held) {
      const expr = options.get(name);
      if (expr !== undefined) return [{ expr, ...where }];
    }
    this.#spread ??= this.#findSpread();
    return this.#spread.length === 0 ? NONE : this.#spread.flatMap((one) => inSpread(one, name));
  }

  /** `**defaults`, `...defaults` and an options object in a variable. */
  #findSpread(): readonly Spread[] {
    const { file, call } = this.#at;
    return call.args.flatMap(({ name, value }): readonly Spread[] => {
      if (name !== undefined) return [];
      const target = this.#project.resolver.resolve(file, call.block, value);
      const written = target?.kind === "value" && target.expr.kind === "object" ? target : undefined;
      if (written === undefined && value.kind !== "name") return [];
      const added = addedLater(this.#at, value);
      return [{ added, ...(written && { written: heldIn(written.file, written.block, written.expr) }) }];
    });
  }
}

function inSpread({ written, added }: Spread, name: string): readonly Given[] {
  const expr = written?.options.get(name);
  if (expr !== undefined && written !== undefined)
    return [{ expr, file: written.file, block: written.block }];
  return added.length === 0 ? NONE : added.flatMap(({ key, given }) => (key === name ? [given] : []));
}

/** An argument without a name of its own, and the object that it stands for, where that is known. */
interface Spread {
  readonly written?: Held;
  readonly added: readonly Added[];
}

interface Added {
  readonly key: string | number | boolean | null | undefined;
  readonly given: Given;
}

/** Options that stand in an argument, where they stand. */
interface Held {
  readonly file: FileFacts;
  readonly block: BlockId;
  readonly options: ReadonlyMap<string, Expr>;
}

const heldIn = (file: FileFacts, block: BlockId, value: Expr): Held => ({
  file,
  block,
  options: optionsIn([{ value }]),
});

/** The values of Python keywords and of the entries of options objects, the first of each name. */
function optionsIn(
  args: readonly { readonly name?: string; readonly value: Expr }[],
): ReadonlyMap<string, Expr> {
  const found = new Map<string, Expr>();
  const add = (name: string, value: Expr): void => {
    if (!found.has(name)) found.set(name, value);
  };
  for (const { name, value } of args) {
    if (name !== undefined) add(name, value);
    else if (value.kind === "object")
      for (const entry of value.entries) if (entry.key !== undefined) add(entry.key, entry.value);
  }
  return found;
}

/** Arguments that hold others: the options of an agent, the body of a request. */
const HOLDERS = /^(?:options|json|data|body|config)$/;

/** `query(prompt=…, options=Options(resume=…))`, `fetch(url, { body: JSON.stringify({ messages }) })`. */
function findHeld({ file, call }: CallIn, { resolver }: Project): readonly Held[] {
  const values = call.args.flatMap(({ name: keyword, value }) => [
    ...(keyword !== undefined && HOLDERS.test(keyword) ? [value] : []),
    ...(value.kind === "object" ? value.entries : [])
      .filter(({ key }) => key !== undefined && HOLDERS.test(key))
      .map((entry) => entry.value),
  ]);
  return values.flatMap((value): readonly Held[] => {
    const target = resolver.resolve(file, call.block, serialised(value, file) ?? value);
    if (target?.kind === "value" && target.expr.kind === "object")
      return [heldIn(target.file, target.block, target.expr)];
    const made = target?.kind === "external" ? target.calls.at(-1) : undefined;
    return made ? [{ file: made.file, block: made.call.block, options: optionsIn(made.call.args) }] : [];
  });
}

/** What `JSON.stringify(x)` and `json.dumps(x)` are given. */
function serialised(value: Expr, file: FileFacts): Expr | undefined {
  const call = value.kind === "call" ? file.calls[value.call] : undefined;
  const callee = call && file.text.slice(call.callee.start, call.callee.end);
  return callee === "JSON.stringify" || callee === "json.dumps" ? call?.args[0]?.value : undefined;
}

/** `options["name"] = value` before the call, in the function around it. */
function addedLater({ file, call }: CallIn, value: Expr): readonly Added[] {
  if (value.kind !== "name") return [];
  const fn = blocksAround(file, call.block).find(({ kind }) => kind === "function");
  return file.assignments.flatMap(({ target, value: expr, block, start }): readonly Added[] => {
    const object = target.kind === "index" || target.kind === "member" ? target.object : undefined;
    if (object?.kind !== "name" || object.name !== value.name) return [];
    const isInside = start < call.start && start >= (fn?.start ?? 0);
    return isInside ? [{ key: keyOf(target), given: { expr, file, block } }] : [];
  });
}

function keyOf(target: Expr): Added["key"] {
  if (target.kind === "member") return target.name;
  return target.kind === "index" && target.index.kind === "literal" ? target.index.value : undefined;
}
