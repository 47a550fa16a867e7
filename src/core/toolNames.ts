/** One of our tools with the names that it goes by in other agent files. */
export interface ToolNames {
  readonly name: string;
  /** What it does, in a few words for a list. */
  readonly detail: string;
  /** Claude Code's names, the usual one first. */
  readonly claude: readonly string[];
  /** Copilot's names, of tools and of sets of them, the usual one first. */
  readonly copilot: readonly string[];
}

/** The built-in tools in the words of every dialect. */
export const TOOL_NAMES: readonly ToolNames[] = [
  {
    name: "read_file",
    detail: "reads a file",
    claude: ["Read", "NotebookRead"],
    copilot: ["read", "readFile", "read/readFile"],
  },
  {
    name: "list_files",
    detail: "lists files and folders",
    claude: ["Glob", "LS"],
    copilot: [
      "search",
      "read",
      "fileSearch",
      "listDirectory",
      "codebase",
      "search/fileSearch",
      "search/listDirectory",
      "search/codebase",
    ],
  },
  {
    name: "search_text",
    detail: "searches file contents",
    claude: ["Grep"],
    copilot: ["search", "textSearch", "codebase", "search/textSearch", "search/codebase"],
  },
  {
    name: "edit_file",
    detail: "changes a part of a file",
    claude: ["Edit", "MultiEdit"],
    copilot: ["edit", "editFiles", "edit/editFiles"],
  },
  {
    name: "write_file",
    detail: "writes a whole file",
    claude: ["Write"],
    copilot: ["edit", "createFile", "editFiles", "edit/createFile", "edit/editFiles"],
  },
  {
    name: "run_command",
    detail: "runs a shell command",
    claude: ["Bash"],
    copilot: ["execute", "runCommands", "runInTerminal", "execute/runInTerminal"],
  },
];

const OURS = byForeignName();

function byForeignName(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, claude, copilot } of TOOL_NAMES) {
    for (const foreign of [...claude, ...copilot]) found.set(foreign, [...(found.get(foreign) ?? []), name]);
  }
  return found;
}

/**
 * Tool names of any dialect as ours, such as `Bash(git diff:*)` → `run_command`; a whole MCP server
 * (`mcp__github`, `github/*`) ends with `*`. A name that means no tool stays as it is and matches none.
 */
export const ourToolNames = (names: readonly string[]): readonly string[] => [
  ...new Set(
    names
      .map((name) => name.replace(/\(.*\)$/, "").trim())
      .flatMap((name) => OURS.get(name) ?? [/^mcp__(?:(?!__).)+$/.test(name) ? `${name}__*` : name]),
  ),
];
