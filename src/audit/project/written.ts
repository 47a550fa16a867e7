import type { Expr, FileFacts } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import type { Binding } from "../resolve/scopes.ts";
import type { Option } from "./evidence.ts";
import { blocksAround, type Project } from "./project.ts";

type At = Pick<Option, "expr" | "file" | "block">;

/** Steps through names and parameters after which it is taken for something from outside. */
const DEEPEST = 3;

/** Whether a text is written in the code as a whole, so that nothing of it comes from outside. */
export function fixedText(project: Project, at: At, depth = DEEPEST): boolean {
  const { expr } = at;
  const fixed = (inner: Expr): boolean => fixedText(project, { ...at, expr: inner }, depth);
  switch (expr.kind) {
    case "literal":
      return typeof expr.value === "string" || typeof expr.value === "number";
    case "text":
      return expr.parts.every(fixed);
    case "operation":
      return expr.operands.every(fixed);
    case "choice":
      return fixed(expr.yes) && fixed(expr.no);
    case "list":
      return expr.items.length > 0 && expr.items.every(fixed);
    case "object":
      return expr.entries.every(({ value, spread }) => !spread && fixed(value));
    case "name":
      return (
        depth > 0 &&
        !isOfMethod(project, at) &&
        everyValue(project, at, (value) => fixedText(project, value, depth - 1))
      );
    case "member":
    case "index":
    case "call":
    case "function":
    case "spread":
    case "other":
      return false;
  }
}

/** A parameter of a method: who calls it, through whatever interface, nobody sees as a whole. */
function isOfMethod(project: Project, { expr, file, block }: At): boolean {
  const binding = expr.kind === "name" ? project.resolver.scopes(file).lookup(expr.name, block) : undefined;
  const owner = binding?.kind === "parameter" ? file.blocks[binding.of]?.parent : undefined;
  return owner !== undefined && file.blocks[owner]?.kind === "class";
}

/** Whether messages are made anew where they are sent, so that they cannot grow from call to call. */
export function madeAnew(project: Project, at: At, depth = DEEPEST): boolean {
  const { expr } = at;
  switch (expr.kind) {
    case "literal":
    case "text":
    case "object":
      return true;
    case "list":
      return expr.items.every(({ kind }) => kind !== "spread");
    case "operation":
      // What a text is joined with, or takes the place of, is a text.
      return expr.operands.some(
        (inner) => inner.kind === "text" || (inner.kind === "literal" && typeof inner.value === "string"),
      );
    case "name":
      return depth > 0 && everyValue(project, at, (value) => madeAnew(project, value, depth - 1));
    case "member":
    case "index":
    case "call":
    case "function":
    case "choice":
    case "spread":
    case "other":
      return false;
  }
}

/**
 * Where a list is joined into a text that the same function adds to afterwards, so that the text is longer each
 * time; undefined where nothing shows that.
 */
export function grownText(project: Project, at: At, depth = 2 * DEEPEST): At | undefined {
  for (const part of walk(at.expr)) {
    const here = { ...at, expr: part };
    if (part.kind === "call" && isGrownJoin(here)) return here;
    if (part.kind !== "name" || depth === 0) continue;
    let found: At | undefined;
    someValue(project, here, (value) => {
      found ??= grownText(project, value, depth - 1);
      return found !== undefined;
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `"\n".join(self.answers)` before `self.answers.append(answer)`. */
function isGrownJoin({ expr, file, block }: At): boolean {
  const call = expr.kind === "call" ? file.calls[expr.call] : undefined;
  if (call?.callee.kind !== "member" || call.callee.name !== "join") return false;
  const list = file.language === "python" ? call.args[0]?.value : call.callee.object;
  if (list?.kind !== "member") return false;
  const name = file.text.slice(list.start, list.end);
  const around = blocksAround(file, block).find(({ kind }) => kind === "function");
  return file.calls.some(
    ({ callee, start, end }) =>
      around !== undefined &&
      start > expr.end &&
      end <= around.end &&
      callee.kind === "member" &&
      /^(?:append|extend|push)$/.test(callee.name) &&
      file.text.slice(callee.object.start, callee.object.end) === name,
  );
}

/** Whether something that a name can stand for passes a test. */
const someValue = (project: Project, at: At, test: (value: At) => boolean): boolean =>
  !everyValue(project, at, (value) => !test(value));

/** Whether all that a name can stand for passes a test: its assignments, what callers pass, what is imported. */
function everyValue(project: Project, { expr, file, block }: At, test: (value: At) => boolean): boolean {
  const binding = expr.kind === "name" ? project.resolver.scopes(file).lookup(expr.name, block) : undefined;
  switch (binding?.kind) {
    case "assigned":
      return binding.assignments.every((one) => test({ expr: one.value, file, block: one.block }));
    case "import": {
      const target = project.resolver.resolve(file, block, expr);
      return target?.kind === "value" && test(target);
    }
    case "parameter":
      return everyArgument(project, file, binding, test);
    case "block":
    case undefined:
      return false;
  }
}

function everyArgument(
  { resolver }: Project,
  file: FileFacts,
  { of, index }: Extract<Binding, { kind: "parameter" }>,
  test: (value: At) => boolean,
): boolean {
  const fn = file.blocks[of];
  if (fn?.kind !== "function") return false;
  const callers = resolver.callersOf(file, of);
  return (
    callers.length > 0 &&
    callers.every((caller) => {
      const given = resolver.argument(caller, fn, index);
      return given !== undefined && test({ expr: given, file: caller.file, block: caller.call.block });
    })
  );
}
