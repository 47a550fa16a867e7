import type { Block, Expr, FileFacts, Range } from "../facts/facts.ts";
import { blocksOf } from "./evidence.ts";
import type { Project, Site } from "./project.ts";

/** What stands in for the answer of a call that failed, so that the program goes on with it. */
export interface CannedAnswer {
  readonly file: FileFacts;
  readonly expr: Expr;
  readonly certainty: number;
}

/** A fixed answer in the handler of an error of the call; what tells somebody of the error is none. */
export function cannedAnswer(site: Site, project: Project): CannedAnswer | undefined {
  for (const { block, file, certainty } of blocksOf(site, project, 1)) {
    if (block.kind !== "try") continue;
    for (const handler of file.blocks) {
      if (handler.kind !== "handler" || handler.of !== block.id || isInterruption(handler, file)) continue;
      const expr = givenIn(handler, file).find((value) => isAnswer(value, file));
      if (expr !== undefined) return { file, expr, certainty };
    }
  }
  return undefined;
}

/** Somebody stopped the program: nothing failed. */
const isInterruption = (handler: Block, file: FileFacts): boolean =>
  handler.kind === "handler" &&
  handler.caught.length > 0 &&
  handler.caught.every(({ start, end }) =>
    /^[(\s]*(?:\w+\.)*(?:KeyboardInterrupt|SystemExit|GeneratorExit|CancelledError|EOFError)\b/.test(
      file.text.slice(start, end),
    ),
  );

/** What a handler returns, assigns or adds to a list, unless it raises. */
function givenIn(handler: Block, file: FileFacts): readonly Expr[] {
  const inside = ({ start, end }: Range): boolean => start >= handler.start && end <= handler.end;
  if (file.exits.some((exit) => exit.kind === "raise" && inside(exit))) return [];
  const returned = file.exits.filter((exit) => exit.kind === "return" && inside(exit));
  const assigned = file.assignments.filter((one) => inside(one) && !isMessage(one.target));
  const added = file.calls.filter(
    (call) => inside(call) && call.callee.kind === "member" && /^(?:append|push)$/.test(call.callee.name),
  );
  return [
    ...returned.flatMap(({ value }) => value ?? []),
    ...assigned.map(({ value }) => value),
    ...added.flatMap(({ args }) => args.map(({ value }) => value)),
  ];
}

/** A variable for what a person is told. */
const isMessage = (target: Expr): boolean =>
  (target.kind === "name" || target.kind === "member") &&
  /err|msg|message|warn|exception|status|reason|detail/i.test(target.name);

/** Something to go on with; not an error's text, and not nothing. */
function isAnswer(value: Expr, file: FileFacts): boolean {
  const text = file.text.slice(value.start, value.end);
  if (/error|exception|fail|traceback|sorry|\b(?:e|err|ex|exc)\b|status/i.test(text)) return false;
  switch (value.kind) {
    case "literal":
      return typeof value.value === "string" && value.value.length > 10 && !TELLS.test(value.value);
    case "text":
      return !TELLS.test(text);
    case "object":
      return value.entries.some(
        ({ key, value: entry }) => (key === undefined || CONTENT.test(key)) && isAnswer(entry, file),
      );
    case "choice":
      return isAnswer(value.yes, file) || isAnswer(value.no, file);
    case "operation":
      return value.operands.some((operand) => isAnswer(operand, file));
    case "call":
      return /fallback|default|template|canned|slice|substring/i.test(text);
    case "name":
    case "member":
    case "index":
    case "list":
    case "function":
    case "spread":
    case "other":
      return false;
  }
}

/** Keys of what an answer is about; others name what was asked. */
const CONTENT = /content|text|answer|message|summary|result|output|response|reply|report|description|value/i;

/** Texts that tell of a failure. */
const TELLS =
  /exceeded|please (?:wait|try|check)|try again|unable to|could ?n[o']t|can ?n[o']t|not (?:available|found)|unavailable|invalid|timed? ?out|went wrong|missing|unknown|no (?:result|content|response|answer|data)/i;
