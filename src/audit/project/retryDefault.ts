import { walk } from "../facts/walk.ts";
import { matches } from "../resolve/pattern.ts";
import { RETRY_DEFAULTS, type RetryDefault } from "../tables/retry.ts";
import { options } from "./evidence.ts";
import { isWithin, packagesLike } from "./manifest.ts";
import type { Project, Site } from "./project.ts";
import { externals } from "./search.ts";

/** What the library behind a call does about failures by itself; undefined for one that is not known. */
export function retryDefaultOf(site: Site, project: Project): RetryDefault | undefined {
  return RETRY_DEFAULTS.find(({ path, packages, from, to, model }) => {
    if (!matches(path, site.path)) return false;
    const [found] = packagesLike(project.manifest, packages);
    const isVersion =
      (from === undefined && to === undefined) || (found !== undefined && isWithin(found, from, to));
    return isVersion && (model === undefined || modelNames(site, project).some((name) => model.test(name)));
  });
}

/** Calls of frameworks whose agents are given their models elsewhere than at the call. */
const MODEL_HOLDERS = "crewai.{,agent.,llm.}{Agent,LLM,Crew}";

/** The models that a call may reach, as they are written. */
function modelNames(site: Site, project: Project): readonly string[] {
  const given = [site, ...site.through].flatMap((at) =>
    options({ file: at.file, call: at.call, through: [] }, project, "model", "llm", "model_name"),
  );
  const held =
    site.sdk === "crewai"
      ? externals(project, MODEL_HOLDERS).flatMap(({ file, call, path }) => [
          ...options({ file, call, through: [] }, project, "model", "llm"),
          ...call.args
            .filter(({ name }, at) => at === 0 && name === undefined && path.endsWith("LLM"))
            .map(({ value }) => ({ expr: value, file, block: call.block })),
        ])
      : [];
  const first = site.through.flatMap(({ file, call }) =>
    call.args.slice(0, 1).map(({ value }) => ({ expr: value, file, block: call.block })),
  );
  return [...given, ...held, ...first].flatMap(({ expr, file, block }) => {
    const target = project.resolver.resolve(file, block, expr);
    if (target?.kind === "external") return [target.path];
    if (target?.kind !== "value") return [];
    return walk(target.expr).flatMap((part) => (part.kind === "literal" ? [String(part.value)] : []));
  });
}
