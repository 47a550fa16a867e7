import type { CallIn } from "../resolve/target.ts";
import { RETRY_HOLDERS, RETRY_OPTIONS } from "../tables/retry.ts";
import { literalOf, options, type Option } from "./evidence.ts";
import { perProject } from "./perProject.ts";
import type { Project, Site } from "./project.ts";
import { retryOption } from "./retryOption.ts";
import { externals } from "./search.ts";

/** What CrewAI's models are made by, and what is given them by name. */
const CREW_MODELS = "crewai.{,llm.}LLM";
const CREW_HOLDERS = "crewai.{,agent.,crew.}{Agent,Crew}";
const CREW_OPTIONS = ["llm", "function_calling_llm", "manager_llm", "planning_llm"] as const;

/**
 * What makes the models of a framework whose calls are not given them: a crew asks those of its agents, an index of
 * LlamaIndex what `Settings.llm` says.
 */
function heldModels(site: Site, project: Project): readonly CallIn[] {
  if (site.sdk === "crewai") return externals(project, CREW_MODELS);
  const isGiven = site.path.startsWith("llama_index.llms.") || options(site, project, "llm").length > 0;
  return site.sdk === "llama-index" && !isGiven ? ofSettings(project) : [];
}

/** Such a model, and the option that says how often its calls are repeated; undefined where it says nothing. */
export interface HeldModel {
  readonly made: CallIn;
  readonly retries: Option | undefined;
}

export const heldRetries = (site: Site, project: Project): readonly HeldModel[] =>
  heldModels(site, project).map((made) => {
    const at = { ...made, through: [] };
    const [direct] = options(at, project, ...RETRY_OPTIONS);
    const nested = options(at, project, ...RETRY_HOLDERS).map((option) => retryOption(option, project));
    return { made, retries: direct ?? nested.find((option) => option !== undefined) };
  });

const ofSettings = perProject((project: Project): readonly CallIn[] =>
  externals(project, "llama_index.llms.**").filter(({ file, call }) =>
    file.assignments.some(
      ({ target, value }) =>
        target.kind === "member" &&
        target.name === "llm" &&
        /(?:^|\.)Settings\.llm$/.test(file.text.slice(target.start, target.end)) &&
        value.start <= call.start &&
        call.end <= value.end,
    ),
  ),
);

/** The models that CrewAI's agents are given by name: `llm="gemini/gemini-2.5-flash"`. */
export const namedModels = ({ sdk }: Site, project: Project): readonly Option[] =>
  sdk === "crewai" ? namedInCrews(project) : [];

const namedInCrews = perProject((project: Project): readonly Option[] =>
  externals(project, CREW_HOLDERS).flatMap(({ file, call }) =>
    options({ file, call, through: [] }, project, ...CREW_OPTIONS).filter(
      (option) => typeof literalOf(project, option) === "string",
    ),
  ),
);
