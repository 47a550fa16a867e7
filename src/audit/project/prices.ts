import type { Expr, FileFacts } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import { matchesAny } from "../resolve/pattern.ts";
import {
  PRICE_CALLS,
  PRICE_IN_USAGE,
  PRICE_MEMBERS,
  PRICE_NAMES,
  USAGE_MEMBERS,
  USAGE_OBJECTS,
} from "../tables/cost.ts";
import type { Project } from "./project.ts";

/** The price of a model call: `total_cost_usd`, `usage.cost`. */
export const isPrice = (expr: Expr): boolean =>
  (expr.kind === "member" && isPriceOf(expr.object, expr.name)) ||
  (expr.kind === "index" &&
    expr.index.kind === "literal" &&
    isPriceOf(expr.object, String(expr.index.value)));

/** A price by its own name, or the `cost` of a usage, which OpenRouter and those like it send. */
const isPriceOf = (object: Expr, name: string): boolean =>
  PRICE_MEMBERS.test(name) || (PRICE_IN_USAGE.test(name) && isUsage(object));

const isUsage = (expr: Expr): boolean =>
  ((expr.kind === "name" || expr.kind === "member") && USAGE_OBJECTS.test(expr.name)) ||
  (expr.kind === "index" && expr.index.kind === "literal" && USAGE_OBJECTS.test(String(expr.index.value)));

/** A library's price function, or `usage.get("cost")`. */
export const isPriceCall = (expr: Expr, file: FileFacts, project: Project): boolean => {
  const call = expr.kind === "call" ? file.calls[expr.call] : undefined;
  if (call === undefined) return false;
  const target = project.resolver.callee({ file, call });
  if (target?.kind === "external" && matchesAny(PRICE_CALLS, target.path)) return true;
  const [key] = call.args;
  return (
    call.callee.kind === "member" &&
    call.callee.name === "get" &&
    key?.value.kind === "literal" &&
    isPriceOf(call.callee.object, String(key.value.value))
  );
};

/** `usage.input_tokens * PRICE`. */
export function isUsageTimesPrice(expr: Expr): boolean {
  if (expr.kind !== "operation" || !/^[*/]$/.test(expr.operator)) return false;
  const names = walk(expr).flatMap((part) =>
    part.kind === "name" || part.kind === "member" ? [part.name] : [],
  );
  return (
    names.some((name) => /tokens?$/i.test(name) || USAGE_MEMBERS.test(name)) &&
    names.some((name) => PRICE_NAMES.test(name) && !/tokens$/i.test(name))
  );
}
