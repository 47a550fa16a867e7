import { acceptDenial, denialIn } from "../denial.ts";
import { extensionOf } from "../text/paths.ts";
import { callOne, done, gaveUp, type Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { block } from "../text/prose.ts";
import { changeFile } from "./change.ts";

/** Writes a new file; one that exists is read first and then replaced. */
export function* createFile(path: string, given: string | undefined, project: Project): Plan {
  const { tools } = project;
  if (!tools.has("write_file"))
    return gaveUp(`I cannot create \`${path}\`: no tool that writes files was offered to me.`);
  const text = contentFor(path, given);
  const known = yield* project.files(`I'll see whether \`${path}\` is there already.`);
  if (known.includes(path))
    return yield* changeFile(project, path, () => ({ text, summary: `replaced the content of \`${path}\`` }));
  const result = yield* callOne(`I'll write \`${path}\`.`, tools.call("write_file", { path, text }));
  const denial = denialIn(result);
  if (denial !== undefined) return gaveUp(acceptDenial(`the new file \`${path}\``, denial));
  if (result.isError) return gaveUp(`I could not write \`${path}\`: ${result.text}`);
  return done(`I created \`${path}\`:\n\n${block(text, extensionOf(path))}`);
}

/** Text as given, with a line break at its end; without any, a heading or nothing. */
function contentFor(path: string, given: string | undefined): string {
  if (given !== undefined) return given.endsWith("\n") ? given : `${given}\n`;
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/u, "");
  return extensionOf(path) === "md" ? `# ${name}\n` : "\n";
}
