import { literalOf, options } from "../project/evidence.ts";
import { heldRetries } from "../project/heldModels.ts";
import type { Project, Site } from "../project/project.ts";
import { retryOption } from "../project/retryOption.ts";
import { RETRY_HOLDERS, RETRY_OPTIONS } from "../tables/retry.ts";
import { merged, replace, type Edit, type Fix, type Fixer } from "./fix.ts";
import { crewRetries } from "./heldRetries.ts";
import { below, statementOf, withoutOption, withOption } from "./source.ts";

/** AR09: leaves the SDK's retries on, switches them on, or puts some around a request of one's own. */
export const retryFixes: Fixer = ({ project, sites }) => [
  switchOn(project, sites),
  optIn(project, sites),
  around(sites),
];

/** Takes out what switches the SDK's own retries off. */
function switchOn(project: Project, sites: readonly Site[]): Fix | undefined {
  const edits = sites.flatMap((site) => {
    const direct = options(site, project, ...RETRY_OPTIONS);
    const held = options(site, project, ...RETRY_HOLDERS).flatMap(
      (option) => retryOption(option, project) ?? [],
    );
    const models = heldRetries(site, project).flatMap(({ retries }) => retries ?? []);
    return [...direct, ...held, ...models]
      .filter((option) => [0, false].includes(literalOf(project, option) as never))
      .flatMap(({ file, expr }) => withoutOption(file, expr) ?? []);
  });
  return edits.length === 0 ? undefined : { title: "Leave the SDK's retries on", edits: merged(edits) };
}

const GOOGLE = {
  python: "types.HttpOptions(retry_options=types.HttpRetryOptions(attempts=5))",
  ecmascript: "{ retryOptions: { attempts: 5 } }",
} as const;

/** SDKs that retry only where they are asked to, or not in every version. */
function optIn(project: Project, sites: readonly Site[]): Fix | undefined {
  const edits = sites.flatMap((site): readonly Edit[] => {
    const {
      sdk,
      through: [client],
    } = site;
    if (sdk === "crewai") return crewRetries(site, project);
    if (sdk === "litellm") return litellm(site, project);
    if (client === undefined) return [];
    const { file, call } = client;
    if (sdk === "mastra")
      return [withOption(file, call, "maxRetries", "3")].filter((edit) => edit !== undefined);
    if (sdk !== "google-genai") return [];
    const isPython = file.language === "python";
    const edit = withOption(file, call, isPython ? "http_options" : "httpOptions", GOOGLE[file.language]);
    if (edit === undefined) return [];
    return [edit, ...(isPython ? below(file, ["from google.genai import types"]) : [])];
  });
  return edits.length === 0
    ? undefined
    : { title: "Ask the SDK to retry, waiting longer each time", edits: merged(edits) };
}

/** Most providers are retried only where the call asks for it; a router retries by itself. */
function litellm(site: Site, project: Project): readonly Edit[] {
  const { file, call, path } = site;
  if (/Router\(\)/.test(path)) return [];
  const [given] = options(site, project, "num_retries", "max_retries");
  if (given !== undefined)
    return literalOf(project, given) === 0 && given.expr.kind === "literal"
      ? [replace(given.file, given.expr.start, given.expr.end, "3")]
      : [];
  return [withOption(file, call, "num_retries", "3") ?? []].flat();
}

/** A request without an SDK gets a library's retries around it. */
function around(sites: readonly Site[]): Fix | undefined {
  const edits = sites.flatMap((site): readonly Edit[] => {
    if (site.sdk !== "raw-http") return [];
    return site.file.language === "python" ? decorated(site) : wrapped(site);
  });
  if (edits.length === 0) return undefined;
  const isPython = sites[0]?.file.language === "python";
  return {
    title: isPython
      ? "Retry with tenacity, waiting longer each time"
      : "Retry with p-retry, waiting longer each time",
    note: isPython
      ? "Install tenacity. A refused request must raise: call raise_for_status() on the answer."
      : "Install p-retry.",
    edits: merged(edits),
  };
}

function decorated({ file, call }: Site): readonly Edit[] {
  const statement = statementOf(file, call);
  const block = file.blocks.find(
    (one) => one.kind === "function" && one.name !== "" && one.id === ownerOf(file, call.block),
  );
  if (statement === undefined || block === undefined) return [];
  const line = file.text.lastIndexOf("\n", block.start) + 1;
  const indent = /^[ \t]*/.exec(file.text.slice(line))?.[0] ?? "";
  const decorator = `${indent}@retry(wait=wait_exponential_jitter(initial=1, max=30), stop=stop_after_attempt(5))\n`;
  return [
    replace(file, line, line, decorator),
    ...below(file, ["from tenacity import retry, stop_after_attempt, wait_exponential_jitter"]),
  ];
}

function ownerOf(file: Site["file"], block: number): number | undefined {
  for (let id: number | undefined = block; id !== undefined; id = file.blocks[id]?.parent)
    if (file.blocks[id]?.kind === "function") return id;
  return undefined;
}

/** `fetch` does not throw for a refused request, so the wrapper does. */
function wrapped({ file, call, path }: Site): readonly Edit[] {
  const text = file.text.slice(call.start, call.end);
  const checked =
    path === "fetch"
      ? `async () => {
    const response = await ${text};
    if (response.status === 429 || response.status >= 500) throw new Error(\`HTTP \${response.status}\`);
    return response;
  }`
      : `async () => ${text}`;
  return [
    replace(file, call.start, call.end, `pRetry(${checked}, { retries: 4, randomize: true })`),
    ...below(file, ['import pRetry from "p-retry";']),
  ];
}
