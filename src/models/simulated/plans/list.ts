import { done, gaveUp, type Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { count } from "../text/prose.ts";

const MOST = 60;

/** Lists the files of the project or of a folder. */
export function* listFiles(folder: string | undefined, project: Project): Plan {
  if (!project.tools.has("list_files"))
    return gaveUp("I cannot list files: no tool for it was offered to me.");
  const all = yield* project.files("I'll list the files.");
  const paths = folder === undefined ? all : all.filter((path) => path.startsWith(`${folder}/`));
  const where = folder === undefined ? "The project" : `\`${folder}/\``;
  if (paths.length === 0) return done(`${where} has no files that I can see.`);
  const shown = paths.slice(0, MOST).map((path) => `- \`${path}\``);
  const more = paths.length > MOST ? [`- … and ${paths.length - MOST} more`] : [];
  return done([`${where} has ${count(paths.length, "file")}:`, [...shown, ...more].join("\n")].join("\n\n"));
}
