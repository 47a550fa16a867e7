import type { EditIntent, InsertIntent } from "../intents/edit.ts";
import type { Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { insertLines } from "../text/edits.ts";
import { code } from "../text/prose.ts";
import { changeFile } from "./change.ts";
import { createFile } from "./create.ts";
import { declineEdit } from "./decline.ts";
import { applyRecipe } from "./recipe.ts";
import { rename } from "./rename.ts";
import { replace } from "./replace.ts";

export function edit(intent: EditIntent, project: Project): Plan {
  switch (intent.kind) {
    case "replace":
      return replace(intent, project);
    case "rename":
      return rename(intent.from, intent.to, intent.path, project);
    case "insert":
      return insert(intent, project);
    case "create":
      return createFile(intent.path, intent.text, project);
    case "recipe":
      return applyRecipe(intent, project);
    case "unsupported":
      return declineEdit(intent, project);
  }
}

function* insert(intent: InsertIntent, project: Project): Plan {
  const { tools } = project;
  const known = yield* project.files(`I'll see whether \`${intent.path}\` is there.`);
  const exists = known.some((path) => path === intent.path || path.endsWith(`/${intent.path}`));
  if (tools.has("list_files") && !exists) return yield* createFile(intent.path, intent.text, project);
  return yield* changeFile(project, intent.path, (text, path) => {
    const next = insertLines(text, intent.text, intent.where);
    return next === undefined
      ? { problem: `\`${path}\` has no such line to put it beside.` }
      : { text: next, summary: `added ${code(intent.text)}` };
  });
}
