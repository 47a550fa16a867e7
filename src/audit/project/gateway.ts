import { walk } from "../facts/walk.ts";
import type { Place } from "../result.ts";
import type { ConfigValue } from "./config.ts";
import { literalOf, options, type Option } from "./evidence.ts";
import { perProject, perProjectAnd } from "./perProject.ts";
import { placeOf, type Project, type Site } from "./project.ts";

/** A proxy between the project and the models, as far as the project says. */
export interface Gateway {
  /** For a sentence: “a LiteLLM proxy”. */
  readonly what: string;
  readonly place: Place;
  /** What its configuration in this project says; empty where there is none. */
  readonly values: readonly (ConfigValue & { readonly file: string })[];
  /** Whether the code names its address; otherwise the environment may, which nobody can see here. */
  readonly linked: boolean;
}

const BASE_URLS = [
  "base_url",
  "baseURL",
  "baseUrl",
  "api_base",
  "openai_api_base",
  "azure_endpoint",
  "apiBase",
] as const;

/** Hosts of the providers themselves: an address that is one of these is no gateway. */
const PROVIDERS =
  /api\.(?:openai|anthropic|mistral|groq|together|deepseek|x|fireworks|perplexity|cerebras)\.|googleapis\.com|openrouter\.ai|azure\.com|moonshot\.(?:ai|cn)|bigmodel\.cn|\bz\.ai|minimax|hyperbolic|sambanova|deepinfra|siliconflow|volces\.com|dashscope|novita|nebius|localhost:11434/;

/** The gateway that a call goes through; undefined for a call that goes to a provider. */
export const gatewayOf = perProjectAnd((site: Site, project): Gateway | undefined => {
  const configuration = configurationOf(project);
  const byProvider = [...site.through, ...modelsOf(site, project, 3)].find((call) =>
    /LiteLLMProvider|ChatLiteLLMProxy/.test(pathOf(call, project)),
  );
  const [url] = [site, ...modelsOf(site, project, 3)].flatMap((at) => options(at, project, ...BASE_URLS));
  if (url === undefined && byProvider === undefined) {
    const [beside] = configuration;
    const isOpen = beside !== undefined && SPEAKS_OPENAI.test(site.path);
    if (!isOpen) return undefined;
    const place = { file: beside.path, line: 1 };
    return { what: "a LiteLLM proxy that the code does not name", place, values: [], linked: false };
  }
  const literal = url && (literalOf(project, url) ?? defaultOf(url));
  if (typeof literal === "string" && PROVIDERS.test(literal)) return undefined;
  const at = url ? placeOf(url.file, url.expr) : placeOf(site.file, site.call);
  const values = configuration.flatMap((file) => file.values.map((value) => ({ ...value, file: file.path })));
  return {
    what: configuration.length > 0 ? "a LiteLLM proxy" : "an address that is configured elsewhere",
    place: at,
    values,
    linked: true,
  };
});

/** The address that is used where the environment has no other: `os.getenv("URL") or "https://…"`. */
function defaultOf({ file, expr }: Option): string | undefined {
  const within = file.calls.filter(({ start, end }) => start >= expr.start && end <= expr.end);
  return [expr, ...within.flatMap(({ args }) => args.map(({ value }) => value))]
    .flatMap(walk)
    .flatMap((part) => (part.kind === "literal" && typeof part.value === "string" ? [part.value] : []))
    .find((text) => /^https?:\/\//.test(text));
}

/** The files that configure a LiteLLM proxy. */
const configurationOf = perProject(({ configs }) =>
  configs.filter(({ values }) =>
    values.some(({ key }) =>
      /^(?:model_list|litellm_settings|router_settings|general_settings)(?:\.|$)/.test(key),
    ),
  ),
);

/** Clients that take a gateway's address from the environment. */
const SPEAKS_OPENAI = /^(?:openai|langfuse\.openai)\b/;

/** Whether a gateway keeps its models and their routing where this project cannot show them. */
export const routesElsewhere = ({ values }: Gateway): boolean =>
  values.length === 0 ||
  values.some(({ key, value }) => /(?:^|\.)store_model_in_db$/.test(key) && value === true) ||
  !values.some(({ key }) => key.startsWith("model_list."));

type At = Pick<Site, "file" | "call" | "through">;

/** The calls that make the model, the client or the provider which a call or its agent is given. */
function modelsOf(at: At, project: Project, depth: number): readonly At[] {
  if (depth === 0) return [];
  return options(at, project, "model", "provider", "openai_client", "model_client", "llm", "client").flatMap(
    ({ expr, file, block }) => {
      const target = project.resolver.resolve(file, block, expr);
      const made = target?.kind === "external" ? target.calls.at(-1) : undefined;
      if (made === undefined) return [];
      const next: At = { ...made, through: [] };
      return [next, ...modelsOf(next, project, depth - 1)];
    },
  );
}

function pathOf(call: Pick<At, "file" | "call">, project: Project): string {
  const target = project.resolver.callee(call);
  return target?.kind === "external" ? target.path : "";
}
