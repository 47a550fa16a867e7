import type { Block, BlockId, Call, Exit, FileFacts } from "../facts/facts.ts";
import type { Resolver } from "../resolve/resolver.ts";
import type { CallIn, Target } from "../resolve/target.ts";
import type { Place } from "../result.ts";
import type { ConfigFile } from "./config.ts";
import type { Manifest } from "./manifest.ts";

/** One project of the audited folder, read and resolved: what rules judge. */
export interface Project {
  /** Relative to the audited folder; empty for itself. */
  readonly root: string;
  readonly manifest: Manifest;
  /** By path; tests, examples and vendored code included, marked by `isLivePath`. */
  readonly files: ReadonlyMap<string, FileFacts>;
  /** YAML, TOML, JSON, Dockerfiles, compose, Procfiles, Terraform and env files. */
  readonly configs: readonly ConfigFile[];
  readonly resolver: Resolver;
  /** Calls of a remote language model. */
  readonly sites: readonly Site[];
  /** Functions that a model may call. */
  readonly tools: readonly AgentTool[];
  /** Where the project starts: the place for what concerns all of it. */
  readonly entrypoint: Place;
  /** Whether code in a block can run: called from an entrypoint, a route, an export or the module itself. */
  reachable(file: FileFacts, block: BlockId): Reach;
  /** What was worked out about it, by what does so; see `perProject`. */
  readonly known: Map<object, unknown>;
}

/** `unknown` where the project does not show who would call it. */
export type Reach = "proven" | "unknown" | "dead";

/** A call of a language model. */
export interface Site extends CallIn {
  /** A row's `sdk` in `tables/callShapes.ts`. */
  readonly sdk: string;
  /** The path of what is called, such as `openai.OpenAI().chat.completions.create`. */
  readonly path: string;
  /** The calls behind each `()` of the path: the client's constructor, a model, a chain. */
  readonly through: readonly CallIn[];
  /** How sure it is that this is a call of that SDK, 0 to 1. */
  readonly certainty: number;
  readonly live: boolean;
  /** Whether the model is on this machine, so that nothing is paid; undefined where the code does not say. */
  readonly local: boolean | undefined;
  /** `module.function`, stable when lines move. */
  readonly symbol: string;
}

/** A tool that a model may call. */
export interface AgentTool {
  readonly name: string;
  readonly file: FileFacts;
  /** Where it is defined. */
  readonly at: { readonly start: number; readonly end: number };
  /** A row's `framework` in `tables/toolShapes.ts`; `hand-made` for a dispatch of one's own. */
  readonly framework: string;
  readonly live: boolean;
  /** What it runs, opens or asks for as the model says, for a tool that comes ready made: “an address”. */
  readonly reaches?: string;
  /** The function that runs, where it is known. */
  readonly body?: { readonly file: FileFacts; readonly block: BlockId };
  /** The decorator or the call that makes it a tool. */
  readonly definition?: { readonly target: Target; readonly call?: Call };
}

/** The innermost block around a place, and those around it, inside out. */
export function blocksAround(file: FileFacts, block: BlockId): readonly Block[] {
  const around: Block[] = [];
  for (let id: BlockId | undefined = block; id !== undefined; id = file.blocks[id]?.parent) {
    const found = file.blocks[id];
    if (found !== undefined) around.push(found);
  }
  return around;
}

/** What leaves a block, without what only leaves a function inside it. */
export const exitsFrom = (file: FileFacts, { id, start, end }: Block): readonly Exit[] =>
  file.exits.filter(
    (exit) => exit.start >= start && exit.end <= end && functionOf(file, exit.block) === functionOf(file, id),
  );

const functionOf = (file: FileFacts, block: BlockId): Block | undefined =>
  blocksAround(file, block).find(({ kind }) => kind === "function");

/** The line of an offset, from 1. */
export function lineOf(file: FileFacts, offset: number): number {
  let starts = LINE_STARTS.get(file);
  if (starts === undefined) {
    starts = [0];
    for (let at = file.text.indexOf("\n"); at !== -1; at = file.text.indexOf("\n", at + 1))
      starts.push(at + 1);
    LINE_STARTS.set(file, starts);
  }
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

const LINE_STARTS = new WeakMap<FileFacts, number[]>();

export const placeOf = (file: FileFacts, { start }: { readonly start: number }): Place => ({
  file: file.path,
  line: lineOf(file, start),
});
