import { ToolError, type Tool } from "../core/tool.ts";
import { requireText } from "./fileText.ts";
import { PAGE_CHARS, PAGE_LINES, pageOf } from "./pages.ts";
import { originsOf } from "./origin.ts";
import { openWorkspace } from "./paths.ts";
import { field, type ToolSession } from "./session.ts";

interface ReadFileInput {
  readonly path: string;
  readonly start_line?: number;
  readonly end_line?: number;
}

export function readFileTool({ files, platform, reads }: ToolSession): Tool<ReadFileInput> {
  return {
    name: "read_file",
    description: `Reads a text file exactly as it stands, without line numbers. Shows at most ${PAGE_LINES} lines or ${PAGE_CHARS} characters; a last line in brackets then says how to read on.`,
    inputSchema: {
      type: "object",
      properties: {
        path: { type: "string", minLength: 1, maxLength: 4096 },
        start_line: { type: "integer", minimum: 1, description: "First line, from 1." },
        end_line: { type: "integer", minimum: 1, description: "Last line, included." },
      },
      required: ["path"],
      additionalProperties: false,
    },
    effects: "read",
    source: "builtin",
    title(input) {
      const [start, end] = [field(input, "start_line"), field(input, "end_line")];
      const range = start === undefined && end === undefined ? "" : `:${start ?? 1}-${end ?? ""}`;
      return `${field(input, "path") ?? ""}${range}`;
    },
    async run({ path, start_line = 1, end_line = Number.POSITIVE_INFINITY }) {
      if (end_line < start_line)
        throw new ToolError("end_line is before start_line.", "invalid_tool_arguments");
      const workspace = await openWorkspace(files, platform.os);
      const place = await workspace.resolve(path);
      const text = await requireText(files, workspace, place);
      const page = pageOf(text, start_line, end_line);
      reads.note(place, text);
      const origins = await originsOf(files, workspace, place);
      return { text: page, ...(origins.length > 0 && { origins }) };
    },
  };
}
