import { ToolError, type Tool } from "../core/tool.ts";
import { approvalOf, commit, requireSeen, type Draft } from "./draft.ts";
import { withBreaksOf } from "./edit.ts";
import { requireText } from "./fileText.ts";
import { openWorkspace } from "./paths.ts";
import { refusePlaceholders } from "./placeholders.ts";
import { field, type ToolSession } from "./session.ts";

interface WriteFileInput {
  readonly path: string;
  readonly content: string;
}

export function writeFileTool(session: ToolSession): Tool<WriteFileInput> {
  return {
    name: "write_file",
    description:
      "Creates a file, with its folders, or replaces the whole text of one that you have read. To change a part use edit_file.",
    inputSchema: {
      type: "object",
      properties: {
        path: { type: "string", minLength: 1, maxLength: 4096 },
        content: { type: "string" },
      },
      required: ["path", "content"],
      additionalProperties: false,
    },
    effects: "write",
    source: "builtin",
    title: (input) => field(input, "path") ?? "",
    approval: async (input) => approvalOf(await draftWrite(session, input)),
    run: async (input, call) => commit(session, await draftWrite(session, input), call),
  };
}

async function draftWrite(session: ToolSession, { path, content }: WriteFileInput): Promise<Draft> {
  refusePlaceholders(content);
  const workspace = await openWorkspace(session.files, session.platform.os);
  const place = await workspace.resolve(path);
  if (!place.exists) return { place, before: undefined, after: content, done: `Created ${place.path}.` };
  const before = await requireText(session.files, workspace, place);
  requireSeen(session, place, before);
  const after = withBreaksOf(before, content);
  if (before === after)
    throw new ToolError(`${place.path} already holds exactly this text; nothing was written.`);
  return { place, before, after, done: `Replaced the text of ${place.path}.` };
}
