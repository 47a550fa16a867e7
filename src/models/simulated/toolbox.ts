import type { Call } from "./plan.ts";
import type { OfferedTool } from "./api/request.ts";

/** What the policy wants of each tool that it knows how to use. */
export interface ToolArguments {
  list_files: { folder?: string; glob?: string };
  read_file: { path: string; from?: number; to?: number };
  search_text: { query: string; glob?: string; regex?: boolean; ignoreCase?: boolean };
  edit_file: { path: string; before: string; after: string; all?: boolean };
  write_file: { path: string; text: string };
  run_command: { command: string; folder?: string };
}

export type ToolName = keyof ToolArguments;

/** The names that schemas give to those arguments, in order of preference. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  query: ["query", "pattern", "text"],
  glob: ["glob", "pattern", "include"],
  regex: ["regex", "is_regex"],
  ignoreCase: ["ignore_case", "case_insensitive"],
  path: ["path", "file_path", "file"],
  folder: ["folder", "cwd", "path", "directory"],
  from: ["start_line", "from_line", "offset"],
  to: ["end_line", "to_line"],
  before: ["old_text", "old_string"],
  after: ["new_text", "new_string"],
  all: ["replace_all"],
  text: ["text", "content"],
  command: ["command", "cmd"],
};

/** The tools that a request offers. What it does not offer is not called. */
export class Toolbox {
  readonly #properties: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(tools: readonly OfferedTool[]) {
    this.#properties = new Map(tools.map((tool) => [tool.name, propertiesOf(tool)]));
  }

  has(name: ToolName): boolean {
    return this.#properties.has(name);
  }

  takes<Name extends ToolName>(name: Name, argument: keyof ToolArguments[Name] & string): boolean {
    return this.#spelling(name, argument, new Set()) !== undefined;
  }

  /** A call in the spelling of the offered schema, without the arguments that it does not have. */
  call<Name extends ToolName>(name: Name, args: ToolArguments[Name]): Call {
    const input: Record<string, unknown> = {};
    const taken = new Set<string>();
    for (const [argument, value] of Object.entries(args)) {
      if (value === undefined || value === false) continue;
      const spelling = this.#spelling(name, argument, taken);
      if (spelling === undefined) continue;
      taken.add(spelling);
      input[spelling] = value;
    }
    return { name, input };
  }

  get names(): readonly string[] {
    return [...this.#properties.keys()];
  }

  #spelling(name: string, argument: string, taken: ReadonlySet<string>): string | undefined {
    const properties = this.#properties.get(name);
    return SPELLINGS[argument]?.find((spelling) => properties?.has(spelling) && !taken.has(spelling));
  }
}

function propertiesOf(tool: OfferedTool): ReadonlySet<string> {
  const properties = tool.inputSchema["properties"];
  return new Set(typeof properties === "object" && properties !== null ? Object.keys(properties) : []);
}
