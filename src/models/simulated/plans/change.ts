import type { ToolResult } from "../conversation.ts";
import { acceptDenial, denialIn } from "../denial.ts";
import { diffOf, linesWithEnds, smallestEdit, type TextEdit } from "../text/edits.ts";
import { callOne, done, gaveUp, settled, type Outcome, type Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { block } from "../text/prose.ts";
import type { Change } from "../recipes/recipe.ts";

/**
 * Changes one file: reads it, works the change out, edits, looks at the result. An edit that fails
 * because the file is not what it was is tried once more on the fresh text.
 */
export function* changeFile(
  project: Project,
  path: string,
  work: (text: string, path: string) => Change,
): Plan {
  const first = yield* attempt(project, path, `I'll look at \`${path}\` first.`, work);
  if ("outcome" in first) return first.outcome;
  const second = yield* attempt(
    project,
    path,
    "That did not fit the file as it is now; I'll read it again.",
    work,
  );
  return "outcome" in second
    ? second.outcome
    : gaveUp(`I could not change \`${path}\`: ${firstLine(second.failure)}`);
}

type Attempt = { readonly outcome: Outcome } | { readonly failure: ToolResult };

function* attempt(
  project: Project,
  path: string,
  sentence: string,
  work: (text: string, path: string) => Change,
): Plan<Attempt> {
  const file = yield* project.whole(sentence, path);
  if (file.problem !== undefined) return { outcome: gaveUp(`I could not read \`${path}\`: ${file.problem}`) };
  const text = file.text.replaceAll("\r\n", "\n");
  const change = work(text, file.path);
  if ("problem" in change) return { outcome: gaveUp(`I changed nothing: ${change.problem}`) };
  const edit = smallestEdit(text, change.text);
  if (!edit) return { outcome: done(`\`${file.path}\` is so already; I changed nothing.`) };
  const result = yield* makeEdit(project, file.path, edit, change.text);
  const denial = denialIn(result);
  if (denial !== undefined)
    return { outcome: gaveUp(acceptDenial(`the change of \`${file.path}\``, denial)) };
  if (result.isError) return { failure: result };
  yield* project.extracts("I'll check the result.", [around(file.path, edit)]);
  const place = `\`${file.path}:${edit.line}\``;
  return { outcome: done(`I ${change.summary} (${place}).\n\n${block(diffOf(edit), "diff")}`) };
}

const CONTEXT = 3;

const around = (path: string, { line, after }: TextEdit) => ({
  path,
  from: Math.max(1, line - CONTEXT),
  to: line + linesWithEnds(after).length + CONTEXT,
});

function makeEdit(project: Project, path: string, edit: TextEdit, text: string): Plan<ToolResult> {
  const { tools } = project;
  const sentence = `Now I'll change \`${path}\`.`;
  if (tools.has("edit_file") && edit.before !== "")
    return callOne(sentence, tools.call("edit_file", { path, before: edit.before, after: edit.after }));
  if (tools.has("write_file")) return callOne(sentence, tools.call("write_file", { path, text }));
  return settled(NO_TOOL);
}

const NO_TOOL: ToolResult = { text: "no tool that changes files was offered to me.", isError: true };

const firstLine = ({ text }: ToolResult): string => text.split("\n", 1)[0] ?? "";
