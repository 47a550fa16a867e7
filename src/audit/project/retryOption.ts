import type { Expr } from "../facts/facts.ts";
import { RETRY_HOLDERS, RETRY_OPTIONS } from "../tables/retry.ts";
import type { Option } from "./evidence.ts";
import type { Project } from "./project.ts";
import { optionOf } from "./optionOf.ts";

const DEEPEST = 3;

/** The option that says how often, in what an option holds: `ModelSettings(retry=RetrySettings(max_retries=0))`. */
export function retryOption(option: Option, project: Project, depth = DEEPEST): Option | undefined {
  const target = project.resolver.resolve(option.file, option.block, option.expr);
  const made = target?.kind === "external" ? target.calls.at(-1) : undefined;
  const within = {
    where: option.where,
    file: made?.file ?? option.file,
    block: made?.call.block ?? option.block,
  };
  const entry = (name: string): Expr | undefined => {
    if (made !== undefined) return optionOf(made.call.args, name);
    if (target?.kind !== "value" || target.expr.kind !== "object") return undefined;
    return target.expr.entries.find(({ key }) => key === name)?.value;
  };
  const place = target?.kind === "value" ? { ...within, file: target.file, block: target.block } : within;
  for (const name of RETRY_OPTIONS) {
    const value = entry(name);
    if (value !== undefined) return { ...place, expr: value };
  }
  for (const name of depth > 0 ? [...RETRY_HOLDERS, "retry"] : []) {
    const value = entry(name);
    const found = value && retryOption({ ...place, expr: value }, project, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
