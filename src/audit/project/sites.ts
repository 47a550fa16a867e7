import type { Call, Expr, FileFacts } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import { finderOf, matches, matchesAny, plainPath } from "../resolve/pattern.ts";
import type { Resolver } from "../resolve/resolver.ts";
import type { CallIn, Target } from "../resolve/target.ts";
import { CALL_SHAPES, SERVED_AGENTS, type CallShapes } from "../tables/callShapes.ts";
import { HTTP_CALLS, LOCAL_ENDPOINT, MODEL_ENDPOINTS, OTHER_ENDPOINTS } from "../tables/rawHttp.ts";
import type { Manifest } from "./manifest.ts";
import { packagesLike } from "./manifest.ts";
import { roleOf } from "./paths.ts";
import { blocksAround, type Reach, type Site } from "./project.ts";

export interface SiteContext {
  readonly resolver: Resolver;
  readonly manifest: Manifest;
  readonly root: string;
  readonly reach: (file: FileFacts, block: number) => Reach;
  /** Whether a server runs the agents that the project makes, so that nothing in it needs to. */
  readonly served: boolean;
}

/** The calls of language models in a project. */
export function findSites(context: SiteContext): readonly Site[] {
  const { resolver } = context;
  // Callers first, so that a client that is passed as an argument is known.
  for (const file of resolver.files.values()) resolver.callersOf(file, 0);
  const found = [...resolver.files.values()].flatMap((file) =>
    file.calls.flatMap((call) => siteOf({ file, call }, context) ?? []),
  );
  const all = context.served ? [...found, ...servedAgents(found, context)] : found;
  // A compiled graph calls no model but those of its nodes, where these are seen.
  const hasNodes = all.some((site) => site.live && !isGraph(site));
  return hasNodes ? all.filter((site) => !isGraph(site)) : all;
}

/** Agents that are made and that nothing here runs: each stands for the call that the server makes. */
function servedAgents(found: readonly Site[], context: SiteContext): readonly Site[] {
  const run = new Set(found.flatMap(({ through }) => through.map(({ call }) => call)));
  return [...context.resolver.files.values()].flatMap((file) =>
    file.calls.flatMap((call): readonly Site[] => {
      const target = run.has(call) ? undefined : context.resolver.callee({ file, call });
      if (target?.kind !== "external" || !matchesAny(SERVED_AGENTS, target.path)) return [];
      const path = `${target.path}().invoke`;
      const sdk = shapesOf(path)?.sdk ?? "langgraph";
      const through = [...target.calls, { file, call }];
      const live = roleOf(inside(file.path, context.root)) === "live";
      const local = isLocal({ file, call }, through, context.resolver);
      const symbol = symbolOf(file, call);
      return [{ file, call, sdk, path, through, certainty: target.certainty, live, local, symbol }];
    }),
  );
}

const isGraph = ({ sdk, path }: Site): boolean => sdk === "langgraph" && path.includes(".compile()");

/** SDKs that run an agent which they are given, with all that it was made with. */
const RUNNERS: ReadonlySet<string> = new Set(["openai-agents"]);

/** The calls that made the agent which a runner gets first. */
function agentOf(sdk: string, { file, call }: CallIn, resolver: Resolver): readonly CallIn[] {
  const [first] = call.args;
  const target = RUNNERS.has(sdk) && first ? resolver.resolve(file, call.block, first.value) : undefined;
  return target?.kind === "external" ? target.calls : [];
}

function siteOf(at: CallIn, context: SiteContext): Site | undefined {
  const { file, call } = at;
  const target = context.resolver.callee(at);
  const found = bySdk(target) ?? byHttp(at, target, context.resolver) ?? byName(at, target, context);
  if (found === undefined) return undefined;
  const through = [...found.through, ...agentOf(found.sdk, at, context.resolver)];
  const live =
    roleOf(inside(file.path, context.root)) === "live" && context.reach(file, call.block) !== "dead";
  return {
    ...at,
    ...found,
    through,
    live,
    local: isLocal(at, through, context.resolver),
    symbol: symbolOf(file, call),
  };
}

type Found = Pick<Site, "sdk" | "path" | "through" | "certainty">;

function bySdk(target: Target | undefined): Found | undefined {
  if (target?.kind !== "external") return undefined;
  const path = plainPath(target.path);
  const shapes = shapesOf(path);
  return shapes && { sdk: shapes.sdk, path, through: target.calls, certainty: target.certainty };
}

const shapesOf = finderOf(CALL_SHAPES, ({ calls }) => calls);

function byHttp(at: CallIn, target: Target | undefined, resolver: Resolver): Found | undefined {
  const { file, call } = at;
  const isFetch =
    call.callee.kind === "name" && call.callee.name === "fetch" && file.language === "ecmascript";
  const path = isFetch ? "fetch" : target?.kind === "external" ? target.path : "";
  if (!isFetch && (path === "" || !matchesAny(HTTP_CALLS, path))) return undefined;
  const text = textsOf(at, resolver).join(" ");
  if (!MODEL_ENDPOINTS.some((endpoint) => endpoint.test(text)) || OTHER_ENDPOINTS.test(text))
    return undefined;
  const through = target?.kind === "external" ? target.calls : [];
  return { sdk: "raw-http", path, through, certainty: target?.certainty ?? 1 };
}

/** Method chains that hardly anything else has, and how sure they are where the package is in the manifest. */
const NAMED: readonly { readonly chain: RegExp; readonly sdk: string; readonly certainty: number }[] = [
  { chain: /\.chat\.completions\.(?:create|parse|stream)$/, sdk: "openai", certainty: 0.85 },
  { chain: /\.responses\.(?:create|parse|stream)$/, sdk: "openai", certainty: 0.7 },
  { chain: /\.beta\.messages\.(?:create|stream)$/, sdk: "anthropic", certainty: 0.85 },
  // Others have a `client.messages.create` too, such as senders of text messages.
  {
    chain: /(?:client|anthropic|claude)\w*\.messages\.(?:create|stream)$/i,
    sdk: "anthropic",
    certainty: 0.6,
  },
  // Where it is loaded late, by an object of that name.
  { chain: /^litellm\.a?(?:completion|responses)$/, sdk: "litellm", certainty: 0.85 },
  { chain: /\.getAgent\([^()]*\)[?!]?\.(?:generate|stream)\w*$/, sdk: "mastra", certainty: 0.85 },
  {
    chain: /\.models\.(?:generate_content|generateContent)(?:_stream|Stream)?$/,
    sdk: "google-genai",
    certainty: 0.85,
  },
];

/** The names that such a chain can end with. */
const LAST_NAMES = /^(?:create|parse|stream|generate|a?completion$|a?responses$)/;

/** A receiver that nothing in the code explains, in a project that has the package: a guess. */
function byName(
  { file, call }: CallIn,
  target: Target | undefined,
  { manifest }: SiteContext,
): Found | undefined {
  if (target !== undefined && target.kind !== "value") return undefined;
  if (call.callee.kind !== "member" || !LAST_NAMES.test(call.callee.name)) return undefined;
  const chain = chainOf(file, call);
  const named = NAMED.find((candidate) => candidate.chain.test(chain));
  const shapes = named && (CALL_SHAPES.find(({ sdk }) => sdk === named.sdk) as CallShapes);
  if (shapes === undefined || packagesLike(manifest, shapes.packages).length === 0) return undefined;
  return { sdk: shapes.sdk, path: chain, through: [], certainty: named?.certainty ?? 0 };
}

/** The callee as it is written, with what its first name was last given in its place. */
function chainOf(file: FileFacts, { callee }: Call): string {
  const text = file.text.slice(callee.start, callee.end).replaceAll(/\s+/g, "");
  const [first = ""] = text.split(/[.?!]/, 1);
  const given = file.assignments.findLast(
    ({ target, end }) => target.kind === "name" && target.name === first && end < callee.start,
  );
  const value = given ? file.text.slice(given.value.start, given.value.end).replaceAll(/\s+/g, "") : "";
  return /^[\w.?!]+\.getAgent\([^()]*\)!?$/.test(value) ? `${value}${text.slice(first.length)}` : text;
}

function isLocal(at: CallIn, through: readonly CallIn[], resolver: Resolver): boolean | undefined {
  const texts = [at, ...through].flatMap((call) => textsOf(call, resolver));
  if (texts.some((text) => LOCAL_ENDPOINT.test(text))) return true;
  return texts.some((text) => /^(?:env:|https?:)/.test(text)) || through.length > 0 ? false : undefined;
}

/** The texts in the arguments of a call, through the names that stand for them. */
function textsOf({ file, call }: CallIn, resolver: Resolver): readonly string[] {
  return call.args.flatMap(({ value }) => walk(value).flatMap((part) => textOf(file, call, part, resolver)));
}

function textOf(file: FileFacts, call: Call, part: Expr, resolver: Resolver): readonly string[] {
  if (part.kind === "literal") return [String(part.value)];
  if (part.kind !== "name" && part.kind !== "member") return [];
  const target = resolver.resolve(file, call.block, part);
  if (target?.kind !== "value") return [];
  return walk(target.expr).flatMap((inner) => (inner.kind === "literal" ? [String(inner.value)] : []));
}

/** `agent.run_turn`: file, then what encloses the call. */
function symbolOf(file: FileFacts, call: Call): string {
  const names = blocksAround(file, call.block)
    .flatMap((block) =>
      block.kind === "function" || block.kind === "class" ? [block.name || "<anonymous>"] : [],
    )
    .toReversed();
  return [file.path, ...names].join(":");
}

const inside = (path: string, root: string): string => (root === "" ? path : path.slice(root.length + 1));

/** The rows of frameworks that a project's code or manifest names. */
export const frameworksOf = (manifest: Manifest, sites: readonly Site[]): readonly string[] => {
  const live = sites.filter((site) => site.live);
  const used = new Set((live.length > 0 ? live : sites).map(({ sdk }) => sdk));
  return CALL_SHAPES.filter(({ sdk }) => used.has(sdk)).map(({ sdk, packages }) => {
    const [found] = packagesLike(manifest, packages);
    const version = found?.locked ?? found?.declared;
    return version ? `${sdk} ${version}` : sdk;
  });
};

/** Whether a site is of an SDK, by its row or a pattern over rows. */
export const isOf = (site: Site, sdk: string): boolean => matches(sdk, site.sdk);
