import type { Grant } from "../core/tool.ts";
import { sensitiveReason } from "./sensitive.ts";

/** Programs that run no code of the workspace, whatever their arguments. */
const READERS: ReadonlySet<string> = new Set(
  "basename cat cmp cut date df diff dir dirname du echo false file grep head ls md5sum nl printf pwd seq sha1sum sha256sum stat tail tr tree true uname uniq wc where which whoami".split(
    " ",
  ),
);

/** Documents, data tables and pictures, which no program takes for code unless it is told to. */
const NO_CODE = /\.(?:md|mdx|txt|rst|adoc|csv|tsv|log|png|jpe?g|gif|webp|ico|pdf|woff2?)$/i;

/**
 * What *allow for this session* covers: this command line, to the letter, in this folder. It ends as
 * soon as the agent changes a file that the command may run, decided on the safe side:
 * - a file whose name the command line holds;
 * - any file that runs or steers something later (manifests, lock files, tool configuration);
 * - any file that may be code, unless the command is a single program known only to read, because
 *   interpreters, test runners and build tools reach code that no command line names.
 */
export function commandGrant(command: string, cwd: string): Grant {
  return {
    key: JSON.stringify(["command", command, cwd]),
    label: "this command in this folder",
    endsWith: (path) => mayRun(command, path),
  };
}

function mayRun(command: string, path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (
    command
      .replace(/[\\"']/g, "")
      .toLowerCase()
      .includes(name)
  )
    return true;
  if (sensitiveReason(path) !== undefined) return true;
  const [program = ""] = command.trim().toLowerCase().split(/\s/);
  // On Windows a script of the same name in the folder comes before the program.
  if (READERS.has(program) && !SHELL_SYNTAX.test(command)) return name.startsWith(`${program}.`);
  return WILDCARD.test(command) || !NO_CODE.test(name);
}

const SHELL_SYNTAX = /[;&|<>()$`\n\r%^{}]/;
const WILDCARD = /[*?[]/;
