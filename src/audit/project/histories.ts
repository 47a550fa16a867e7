import type { BlockId, FileFacts } from "../facts/facts.ts";
import { blocksAround, type Project } from "./project.ts";
import { searchKind } from "./search.ts";

/** Whether live code of a file calls something of a kind. */
export const calls = (file: FileFacts, verb: RegExp, project: Project): boolean =>
  file.calls.some(
    ({ start, end, block }) =>
      verb.test(file.text.slice(start, Math.min(end, start + 200))) &&
      project.reachable(file, block) !== "dead",
  );

/** A call that writes or reads and gets or gives something named like a history. */
export const historyNear = (project: Project, verb: RegExp) => historiesNear(project, verb)[0];

export const historiesNear = (project: Project, verb: RegExp) =>
  searchKind(project, "call", (expr, file) => {
    const call = file.calls[expr.call];
    if (call === undefined) return false;
    if (project.sites.some((site) => site.file === file && site.call === call)) return false;
    const text = file.text.slice(call.start, Math.min(call.end, call.start + 400));
    const head = file.text.slice(Math.max(0, call.start - 60), call.start);
    return (
      verb.test(text) &&
      !/session_state|sessionStorage/.test(text) &&
      (HISTORY_FILES.test(file.path) ||
        isAboutHistory(file, call.block) ||
        /\b(?:messages|history|conversation|turns|transcript|trajectory)\b/i.test(
          text + head.split("\n").at(-1),
        ))
    );
  });

/** `load_session`, `saveHistory`. */
const isAboutHistory = (file: FileFacts, block: BlockId): boolean =>
  blocksAround(file, block).some(
    ({ kind, ...fn }) =>
      kind === "function" &&
      "name" in fn &&
      /(?:load|save|read|write|store|get|put|append|keep|fetch|find|create|insert|add)_?(?:chat_?)?(?:session|history|messages|conversation|thread)s?(?:_?(?:by|for|from|to|of|in|with)_?\w+)?$/i.test(
        fn.name,
      ),
  );

/** Files that are about nothing else. */
const HISTORY_FILES =
  /(?:^|\/)(?:\w+[_-])?(?:history|conversations?|transcripts?|trajector(?:y|ies)|chat_?log|sessions?|message_?store|memory_?store)\.[cm]?[a-z]+$/i;
