import type { Call, Expr, FileFacts } from "../facts/facts.ts";
import { HISTORY_NAMES } from "../tables/state.ts";
import { blocksAround, type Project } from "./project.ts";

const historyName = (expr: Expr): boolean =>
  (expr.kind === "name" || expr.kind === "member") && HISTORY_NAMES.test(expr.name);

export function isHistorySlice(expr: Expr, file: FileFacts): boolean {
  if (expr.kind === "index" && historyName(expr.object)) {
    const text = file.text.slice(expr.object.end, expr.end);
    return /^\s*\[\s*-[^\]]*:|[^[\s]\s*:\s*\]/.test(text) && isMentioned(expr, file);
  }
  const call = expr.kind === "call" ? file.calls[expr.call] : undefined;
  return (
    call?.callee.kind === "member" &&
    call.callee.name === "slice" &&
    historyName(call.callee.object) &&
    /^\s*\(\s*-/.test(file.text.slice(call.callee.end, call.end)) &&
    isMentioned(expr, file)
  );
}

/** Whether what is put into a name is used: a copy that nobody reads shortens nothing. */
function isMentioned({ start, end }: Expr, file: FileFacts): boolean {
  const into = file.assignments.find(({ value }) => value.start === start && value.end === end);
  if (into?.target.kind !== "name") return true;
  const after = file.text.slice(into.end);
  return new RegExp(String.raw`\b${into.target.name}\b`).test(after);
}

export function isDrop(expr: Expr, file: FileFacts): boolean {
  const call = expr.kind === "call" ? file.calls[expr.call] : undefined;
  if (call?.callee.kind !== "member" || !historyName(call.callee.object)) return false;
  const text = file.text.slice(call.callee.end, call.end);
  const drops =
    (call.callee.name === "pop" && /^\(\s*[01]/.test(text)) ||
    (call.callee.name === "splice" && /^\(\s*[01]\s*,/.test(text)) ||
    call.callee.name === "shift" ||
    call.callee.name === "popleft";
  return drops && blocksAround(file, call.block).some(({ kind }) => kind === "loop" || kind === "branch");
}

/** A function of the project is not believed for its name. */
function cutsSomething(file: FileFacts, call: Call, { resolver }: Project): boolean {
  const target = resolver.callee({ file, call });
  const body = target?.kind === "function" ? target.file.blocks[target.block] : undefined;
  return (
    target?.kind !== "function" ||
    body === undefined ||
    /\[[^\]]*:[^\]]*\]|\b(?:slice|substring|pop|popleft|shift|splice|del|remove|filter|trim\w*|truncate\w*|summar\w*|continue)\b/.test(
      target.file.text
        .slice(target.file.text.indexOf("\n", body.start), body.end)
        .replaceAll(/(?:#|\/\/).*/g, ""),
    )
  );
}

export function isCut(expr: Expr, file: FileFacts, project: Project): boolean {
  const call = expr.kind === "call" ? file.calls[expr.call] : undefined;
  if (
    call !== undefined &&
    cutsSomething(file, call, project) &&
    /(?:^|\.)_*(?:maybe_)?(?:trim|truncate|shorten|clip|prune|compact|drop_old|keep_(?:last|recent)|filter_to_n)\w*$/i.test(
      file.text.slice(call.callee.start, call.callee.end),
    ) &&
    call.args.length > 0
  )
    return true;
  if (call?.callee.kind === "member" && /^(?:slice|substring|substr)$/.test(call.callee.name))
    return isLong(/^\(\s*0\s*,\s*([\d_]{3,})/.exec(file.text.slice(call.callee.end, call.end))?.[1]);
  const end =
    expr.kind === "index" ? /^\[\s*:\s*(\w{3,})/.exec(file.text.slice(expr.object.end, expr.end)) : null;
  return isLong(end?.[1]);
}

/** A constant's name, or a number that is more than a preview takes. */
const isLong = (end: string | undefined): boolean =>
  end !== undefined && (/^[A-Z][A-Z_]{3,}/.test(end) || Number(end.replaceAll("_", "")) >= 400);
