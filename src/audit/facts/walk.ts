import type { Expr } from "./facts.ts";

/** The expressions directly in an expression. A call's parts are in `FileFacts.calls`, a function's in its block. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "literal":
    case "name":
    case "call":
    case "function":
      return [];
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

/** An expression and all that it is made of, those of its calls and functions excepted. */
export function* walk(expr: Expr): Generator<Expr> {
  yield expr;
  for (const part of partsOf(expr)) yield* walk(part);
}
