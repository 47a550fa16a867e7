import { ToolError, type Tool } from "../core/tool.ts";
import { approvalOf, commit, requireSeen, type Draft } from "./draft.ts";
import { replaceText } from "./edit.ts";
import { requireText } from "./fileText.ts";
import { excerpt } from "./pages.ts";
import { openWorkspace } from "./paths.ts";
import { refusePlaceholders } from "./placeholders.ts";
import { field, type ToolSession } from "./session.ts";

interface EditFileInput {
  readonly path: string;
  readonly old_text: string;
  readonly new_text: string;
  readonly replace_all?: boolean;
}

export function editFileTool(session: ToolSession): Tool<EditFileInput> {
  return {
    name: "edit_file",
    description:
      "Replaces old_text, which must occur exactly once, by new_text in a file that you have read. Give enough lines around it to make it unique.",
    inputSchema: {
      type: "object",
      properties: {
        path: { type: "string", minLength: 1, maxLength: 4096 },
        old_text: { type: "string", minLength: 1, description: "Exactly as in the file, with indentation." },
        new_text: { type: "string" },
        replace_all: { type: "boolean", description: "Replace every occurrence." },
      },
      required: ["path", "old_text", "new_text"],
      additionalProperties: false,
    },
    effects: "write",
    source: "builtin",
    title: (input) => field(input, "path") ?? "",
    approval: async (input) => approvalOf(await draftEdit(session, input)),
    run: async (input, call) => commit(session, await draftEdit(session, input), call),
  };
}

async function draftEdit(session: ToolSession, input: EditFileInput): Promise<Draft> {
  const { path, old_text: oldText, new_text: newText, replace_all: all = false } = input;
  refusePlaceholders(newText);
  if (oldText === newText)
    throw new ToolError("old_text and new_text are the same; there is nothing to change.");
  const workspace = await openWorkspace(session.files, session.platform.os);
  const place = await workspace.resolve(path);
  const before = await requireText(session.files, workspace, place);
  requireSeen(session, place, before, oldText);
  const { text: after, lines } = replaceText(before, oldText, newText);
  if (lines.length === 0) throw notFound(place.path, before, oldText);
  if (lines.length > 1 && !all) throw ambiguous(place.path, lines);
  if (before === after)
    throw new ToolError("The edit would leave the file as it is; only line breaks differ.");
  const where = `${lines.length === 1 ? "line" : "lines"} ${list(lines)}`;
  return { place, before, after, done: `Edited ${place.path} at ${where}.` };
}

const notFound = (path: string, text: string, oldText: string): ToolError =>
  new ToolError(
    `old_text does not occur in ${path}; nothing was changed. It must match exactly, white space included. The file reads:\n${excerpt(text, oldText)}`,
  );

const ambiguous = (path: string, lines: readonly number[]): ToolError =>
  new ToolError(
    `old_text occurs ${lines.length} times in ${path} (lines ${list(lines)}); nothing was changed. Add lines around it, or set replace_all.`,
  );

const MAX_LISTED = 20;

function list(lines: readonly number[]): string {
  const more = lines.length > MAX_LISTED ? ` and ${lines.length - MAX_LISTED} more` : "";
  return lines.slice(0, MAX_LISTED).join(", ") + more;
}
