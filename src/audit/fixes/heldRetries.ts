import { literalOf, options } from "../project/evidence.ts";
import { heldRetries, namedModels } from "../project/heldModels.ts";
import { isWithin, packagesLike } from "../project/manifest.ts";
import type { Project, Site } from "../project/project.ts";
import { replace, type Edit } from "./fix.ts";
import { below, localName, withOption } from "./source.ts";

/**
 * Retries for the models of CrewAI's agents that have none: Google's client is told to, and litellm, which it sends the
 * rest through, is asked to. Source: crewai 1.15.17, whose `LLM` hands `client_params` to Google's client and what it
 * does not know to litellm; before version 1 all went through litellm.
 */
export function crewRetries(site: Site, project: Project): readonly Edit[] {
  if (site.sdk !== "crewai") return [];
  const made = heldRetries(site, project).flatMap(({ made: { file, call }, retries }): readonly Edit[] => {
    const [model] = options({ file, call, through: [] }, project, "model");
    const first = call.args[0]?.name === undefined ? call.args[0]?.value : undefined;
    const expr = model ?? (first && { expr: first, file, block: call.block });
    const option = retries === undefined && expr ? optionFor(literalOf(project, expr), project) : undefined;
    const edit = option && withOption(file, call, option.name, option.value);
    return edit && option ? [edit, ...below(file, option.imports)] : [];
  });
  const named = namedModels(site, project).flatMap((given): readonly Edit[] => {
    const { file, expr } = given;
    const option = optionFor(literalOf(project, given), project);
    // A name that stands for the model elsewhere is left to the person.
    if (option === undefined || expr.kind !== "literal") return [];
    const llm = localName(file, /^crewai(?:\.llm)?$/, "LLM") ?? "LLM";
    const model = file.text.slice(expr.start, expr.end);
    const imports = localName(file, /^crewai(?:\.llm)?$/, "LLM") ? [] : ["from crewai import LLM"];
    return [
      replace(file, expr.start, expr.end, `${llm}(model=${model}, ${option.name}=${option.value})`),
      ...below(file, [...imports, ...option.imports]),
    ];
  });
  return [...made, ...named];
}

interface RetryArgument {
  readonly name: string;
  readonly value: string;
  readonly imports: readonly string[];
}

const OF_LITELLM: RetryArgument = { name: "num_retries", value: "3", imports: [] };
const OF_GOOGLE: RetryArgument = {
  name: "client_params",
  value: '{"http_options": types.HttpOptions(retry_options=types.HttpRetryOptions(attempts=5))}',
  imports: ["from google.genai import types"],
};

/** Undefined for a model whose client retries by itself. */
function optionFor(model: unknown, project: Project): RetryArgument | undefined {
  if (typeof model !== "string" || !model.includes("/")) return undefined;
  if (/^(?:openai|anthropic|azure|bedrock)\//.test(model)) return undefined;
  const isOld = packagesLike(project.manifest, ["crewai"]).some((found) => isWithin(found, undefined, "0"));
  return /^(?:gemini|google)\//.test(model) && !isOld ? OF_GOOGLE : OF_LITELLM;
}
