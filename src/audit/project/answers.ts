import type { Call, Expr, FileFacts } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import { blocksAround, type Site } from "./project.ts";

/** Methods that give an answer in another form, with all that is in it. */
const WHOLE = /^\s*\.\s*(?:json|model_dump|model_dump_json|dict|to_dict|to_json)\s*\(/;

const LOGGERS = /(?:^|\.)\w*log(?:ger|ging)?\w*\.(?:debug|info|log|warn|warning|error)$/i;

/** The call that logs all of what a model's call answered. */
export function loggedWhole({ file, call }: Site): Call | undefined {
  const names = answerNames(file, call);
  if (names.size === 0) return undefined;
  const around = blocksAround(file, call.block).find(({ kind }) => kind === "function");
  const mentions = ({ args }: Call): boolean =>
    args.some(({ value }) => walk(value).some((part) => isWhole(part, file, names)));
  return file.calls.find(
    ({ callee, start, end }) =>
      start > call.start &&
      (around === undefined || end <= around.end) &&
      LOGGERS.test(file.text.slice(callee.start, callee.end)) &&
      file.calls.some((inner) => inner.start >= start && inner.end <= end && mentions(inner)),
  );
}

/** The variables that hold what a call answered, as it came or in another form. */
function answerNames(file: FileFacts, call: Call): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { target, value, path, start } of file.assignments) {
    if (target.kind !== "name" || path.length > 0) continue;
    const made = value.kind === "call" ? file.calls[value.call] : undefined;
    const of = made?.callee.kind === "member" ? made.callee.object : undefined;
    const isAnswer = made === call || (of?.kind === "call" && of.call === call.id && isForm(of, file));
    const isDerived = start > call.start && of !== undefined && isWhole(of, file, names);
    if (isAnswer || isDerived) names.add(target.name);
  }
  return names;
}

const isForm = ({ end }: Expr, file: FileFacts): boolean => WHOLE.test(file.text.slice(end, end + 40));

/** Not a part of it, such as `answer.choices` or `answer["text"]`. */
function isWhole(part: Expr, file: FileFacts, names: ReadonlySet<string>): boolean {
  if (part.kind !== "name" || !names.has(part.name)) return false;
  return !/^\s*[.[?]/.test(file.text.slice(part.end, part.end + 40)) || isForm(part, file);
}
