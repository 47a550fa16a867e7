import type { Expr } from "./facts.ts";

const NONE: readonly Expr[] = [];

/** The expressions directly in an expression. A call's parts are in `FileFacts.calls`, a function's in its block. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "literal":
    case "name":
    case "call":
    case "function":
      return NONE;
    case "member":
      return [expr.object];
    case "index":
      return [expr.object, expr.index];
    case "object":
      return expr.entries.map(({ value }) => value);
    case "list":
      return expr.items;
    case "text":
    case "other":
      return expr.parts;
    case "operation":
      return expr.operands;
    case "choice":
      return [expr.condition, expr.yes, expr.no];
    case "spread":
      return [expr.value];
  }
}

/** An expression and all that it is made of, outermost first, those of its calls and functions excepted. */
export function walk(expr: Expr): readonly Expr[] {
  const all: Expr[] = [];
  collect(expr, all);
  return all;
}

function collect(expr: Expr, into: Expr[]): void {
  into.push(expr);
  for (const part of partsOf(expr)) collect(part, into);
}

/** Shows the same to a function, in the same order. */
export function eachPart(expr: Expr, see: (part: Expr) => void): void {
  see(expr);
  for (const part of partsOf(expr)) eachPart(part, see);
}
