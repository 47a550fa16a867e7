import { matchesAny } from "../resolve/pattern.ts";
import type { Resolver } from "../resolve/resolver.ts";
import { IN_PROCESS_MODELS, LOCAL_MODELS, LOCAL_SERVERS, REMOTE_MODELS } from "../tables/localModels.ts";
import { roleOf } from "./paths.ts";
import type { Project, Site } from "./project.ts";
import { externals } from "./search.ts";
import { optionOf } from "./optionOf.ts";

/** SDKs whose calls do not say at the call which model answers: agents are given one. */
const GIVEN_MODELS: ReadonlySet<string> = new Set([
  "crewai",
  "langchain",
  "langgraph",
  "llama-index",
  "autogen",
]);

/**
 * Sites of frameworks in a project that makes models on this machine only: whatever agent is called, it was
 * given one of these. A framework's own default model counts as remote.
 */
export function withLocalModels(sites: readonly Site[], resolver: Resolver): readonly Site[] {
  const made = [...resolver.files.values()]
    .filter(({ path }) => roleOf(path) === "live")
    .flatMap((file) =>
      file.calls.flatMap((call) => {
        const target = resolver.callee({ file, call });
        return target?.kind === "external" ? [{ path: target.path, call }] : [];
      }),
    );
  if (!made.some(({ path }) => matchesAny(LOCAL_MODELS, path))) return sites;
  const hasRemote = made.some(({ path }) => matchesAny(REMOTE_MODELS, path));
  const isLeftOut = made.some(
    ({ path, call }) => /^crewai(?:\..*)?\.Agent$/.test(path) && optionOf(call.args, "llm") === undefined,
  );
  if (hasRemote || isLeftOut) return sites;
  return sites.map((site) =>
    GIVEN_MODELS.has(site.sdk) && site.local !== true ? { ...site, local: true } : site,
  );
}

/** Whether the model of a call runs in this process: a server on the same machine is asked like any other. */
export const runsInProcess = (site: Site, project: Project): boolean =>
  site.local === true &&
  externals(project, ...IN_PROCESS_MODELS).length > 0 &&
  externals(project, ...LOCAL_SERVERS).length === 0;
