import type { SourceTree } from "../core/sourceTree.ts";
import { load, type FactsCache, type Loaded } from "./project/load.ts";
import { placeOf, type Project } from "./project/project.ts";
import { frameworksOf } from "./project/sites.ts";
import { projectsOf } from "./project/split.ts";
import {
  LIKELY,
  type AuditResult,
  type FileCounts,
  type ItemResult,
  type Judgement,
  type ProjectResult,
  type Verdict,
} from "./result.ts";
import { rollUp, type RolledUp } from "./rollup.ts";
import type { Rule } from "./rules/rule.ts";
import type { SourceParser } from "./syntax/parser.ts";

export interface AuditOptions {
  readonly tree: SourceTree;
  readonly parser: SourceParser;
  readonly rules: readonly Rule[];
  /** Keeps what was read from one audit to the next. */
  readonly cache?: FactsCache;
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, all: number) => void;
}

/**
 * Says for each item of the production checklist whether the projects of a folder have it. Reads only.
 * @throws an AbortError when the signal fires.
 */
export async function audit(options: AuditOptions): Promise<AuditResult> {
  const { tree, parser, rules, cache = new Map(), progress = () => undefined } = options;
  const signal = options.signal ?? new AbortController().signal;
  const loaded = await load(tree, { parser, cache, signal, progress });
  const projects = projectsOf(loaded)
    .filter(({ sites }) => sites.length > 0)
    .map((project) => judge(project, rules));
  return { projects, files: countFiles(loaded), verdict: verdictOf(projects, rules) };
}

function judge(project: Project, rules: readonly Rule[]): ProjectResult {
  return {
    root: project.root === "" ? "." : project.root,
    frameworks: frameworksOf(project.manifest, project.sites),
    callSites: project.sites.map(({ file, call, sdk, live }) => ({ ...placeOf(file, call), sdk, live })),
    items: rules.map((rule) => itemOf(rule, project)),
  };
}

function itemOf(rule: Rule, project: Project): ItemResult {
  const rolled = sure(rollUp(judgementsOf(rule, project), NOTHING_TO_JUDGE));
  return { code: rule.code, id: rule.id, searched: rule.searched, ...rolled };
}

function judgementsOf(rule: Rule, project: Project): readonly Judgement[] {
  switch (rule.unit) {
    case "site":
      return project.sites.filter(({ live }) => live).map((site) => rule.judge(site, project));
    case "tool":
      return project.tools.filter(({ live }) => live).map((tool) => rule.judge(tool, project));
    case "project":
      return [rule.judge(project)];
  }
}

/** A state that is less than likely is not said: it is unknown, with what hints at it. */
const sure = (rolled: RolledUp): RolledUp =>
  rolled.confidence < LIKELY && rolled.state !== "not_applicable" ? { ...rolled, state: "unknown" } : rolled;

const NOTHING_TO_JUDGE: Judgement = {
  state: "not_applicable",
  provenance: "none",
  confidence: 0.9,
  evidence: [],
  gaps: [],
};

/** Nothing analysable is its own result, never a green one. */
function verdictOf(projects: readonly ProjectResult[], rules: readonly Rule[]): Verdict {
  const live = projects.filter(({ callSites }) => callSites.some((site) => site.live));
  if (live.length === 0 || rules.length === 0) return "nothing_analysable";
  const states = live.flatMap(({ items }) => items.map(({ state }) => state));
  if (states.some((state) => state === "absent" || state === "partial")) return "fail";
  return states.includes("unknown") ? "inconclusive" : "pass";
}

function countFiles({ files, skipped }: Loaded): FileCounts {
  const reasons = new Map<string, { reason: string; count: number; example: string }>();
  for (const { path, reason } of skipped) {
    const known = reasons.get(reason) ?? { reason, count: 0, example: path };
    known.count++;
    reasons.set(reason, known);
  }
  const failed = skipped.filter(({ reason }) => reason === "not parseable").length;
  return { parsed: files.size, failed, skipped: skipped.length - failed, reasons: [...reasons.values()] };
}
