import type { RecipeIntent } from "../intents/edit.ts";
import { gaveUp, type Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { escape } from "../question/searches.ts";
import { addComment, addDocstring } from "../recipes/comment.ts";
import { sourceOf, type Change, type Source } from "../recipes/recipe.ts";
import { addRetry } from "../recipes/retry.ts";
import { addTimeout } from "../recipes/timeout.ts";
import { ticked } from "../text/prose.ts";
import { changeFile } from "./change.ts";

/** Applies a recipe to the named file, else to one that it is for. */
export function* applyRecipe(intent: RecipeIntent, project: Project): Plan {
  const path = intent.path ?? (yield* candidate(intent, project));
  if (path === undefined) return gaveUp("I found no file for that; name one, such as `src/api.py`.");
  return yield* changeFile(project, path, (text, found) => {
    const source = sourceOf(found, text);
    if (!source)
      return { problem: `I can do that in Python, TypeScript and JavaScript, and \`${found}\` is neither.` };
    return recipe(source, intent);
  });
}

function recipe(source: Source, { recipe: name, name: target, text }: RecipeIntent): Change {
  switch (name) {
    case "retry":
      return addRetry(source, target);
    case "timeout":
      return addTimeout(source);
    case "docstring":
      return addDocstring(source, target);
    case "comment":
      return addComment(source, target, text);
  }
}

const CANDIDATES = {
  retry: String.raw`messages\.create|completions\.create|responses\.create`,
  timeout: String.raw`(?:Anthropic|OpenAI)\(`,
};

/** A source file, no test, that the recipe is for where the person names none. */
function* candidate(
  { recipe: name, name: target }: RecipeIntent,
  project: Project,
): Plan<string | undefined> {
  const query =
    name === "retry" || name === "timeout"
      ? CANDIDATES[name]
      : target && String.raw`\b(?:def|function|class|const)\s+${escape(target)}\b`;
  if (query === undefined) return undefined;
  const [found] = yield* project.search("I'll look for the place first.", [{ query }]);
  const paths = [...new Set((found?.lines ?? []).map((line) => line.path))];
  const sources = paths.filter((path) => sourceOf(path, "") && !/(?:^|\/)tests?\/|test/iu.test(path));
  if (sources.length > 1) project.notes.push(`${ticked(sources)} would fit; I took the first.`);
  return sources[0];
}
