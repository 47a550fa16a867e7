import type { SourceTree } from "../core/sourceTree.ts";
import { Accepted } from "./accepted.ts";
import { AuditCache, type KnownProject } from "./cache.ts";
import { findingsOf, judgeUnits, type Judged } from "./findings.ts";
import { inNotebook, placedInNotebooks } from "./notebook/placed.ts";
import { load, type Loaded, type SkipReason } from "./project/load.ts";
import { placeOf, type Project } from "./project/project.ts";
import { frameworksOf } from "./project/sites.ts";
import { projectsOf, resolveProject, type ProjectFiles } from "./project/split.ts";
import {
  LIKELY,
  type AuditResult,
  type FileCounts,
  type ItemResult,
  type Judgement,
  type Notice,
  type ProjectResult,
  type Verdict,
} from "./result.ts";
import { rollUp, type RolledUp } from "./rollup.ts";
import type { Rule } from "./rules/rule.ts";
import { contradictionsOf } from "./runtime/contradictions.ts";
import type { Observation } from "./runtime/observation.ts";
import { SeenRunning } from "./runtime/seenRunning.ts";
import type { Declaration } from "./settings/auditFile.ts";
import type { SourceParser } from "./syntax/parser.ts";

export interface AuditOptions {
  readonly tree: SourceTree;
  readonly parser: SourceParser;
  readonly rules: readonly Rule[];
  /** What people vouch for; none where it is left out. */
  readonly declared?: Declared;
  /** What the project's own processes were seen doing; nothing where it is left out. */
  readonly observations?: readonly Observation[];
  /** Whether the code cells of notebooks are read. */
  readonly notebooks?: boolean;
  /** Keeps what was read from one audit to the next. */
  readonly cache?: AuditCache;
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, all: number) => void;
}

export interface Declared {
  readonly declarations: readonly Declaration[];
  /** The file that they stand in, relative to the tree. */
  readonly declaredIn: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

const NOTHING_DECLARED: Declared = { declarations: [], declaredIn: "", today: "" };

/**
 * Says for each item of the production checklist whether the projects of a folder have it. Reads only.
 * @throws an AbortError when the signal fires.
 */
export async function audit(options: AuditOptions): Promise<AuditResult> {
  const { tree, parser, rules, cache = new AuditCache(), progress = () => undefined } = options;
  const { observations = [] } = options;
  const signal = options.signal ?? new AbortController().signal;
  const loaded = await load(tree, { parser, cache, signal, progress, notebooks: options.notebooks ?? false });
  const declared = options.declared ?? NOTHING_DECLARED;
  const accepted = new Accepted(loaded, declared);
  const by = JSON.stringify([rules.map(({ code }) => code), declared, observations]);
  const projects: ProjectResult[] = [];
  const contradicted: Notice[] = [];
  const split = projectsOf(loaded, cache.pathsOf(loaded.files));
  for (const project of split) {
    signal.throwIfAborted();
    const known = cache.project(project, by);
    if (known !== undefined) accepted.useAgain(known.used);
    const { result, contradictions } =
      known ?? judgeAnew(project, by, { rules, accepted, observations }, cache);
    if (result !== undefined) projects.push(result);
    contradicted.push(...contradictions);
  }
  cache.keepOnly(new Set(loaded.read), new Set(split.map(({ root }) => root)));
  const files = countFiles(loaded);
  return {
    projects,
    files,
    verdict: verdictOf(projects, rules, files),
    notices: [...accepted.notices(rules), ...contradicted].map((notice) => inNotebook(notice, loaded.files)),
  };
}

function judgeAnew(files: ProjectFiles, by: string, judging: Judging, cache: AuditCache): KnownProject {
  const project = resolveProject(files);
  const contradictions: Notice[] = [];
  const { value: result, used } = judging.accepted.during(() =>
    project.sites.length > 0
      ? placedInNotebooks(judge(project, judging, contradictions), project.files)
      : undefined,
  );
  const known = { files, by, result, used, contradictions };
  cache.remember(known);
  return known;
}

/** What a project is judged by, besides its files. */
interface Judging {
  readonly rules: readonly Rule[];
  readonly accepted: Accepted;
  readonly observations: readonly Observation[];
}

function judge(
  project: Project,
  { rules, accepted, observations }: Judging,
  contradictions: Notice[],
): ProjectResult {
  const seen = new SeenRunning(project, observations);
  const root = project.root === "" ? "." : project.root;
  return {
    root,
    frameworks: frameworksOf(project.manifest, project.sites),
    callSites: project.sites.map(({ file, call, sdk, live }) => ({ ...placeOf(file, call), sdk, live })),
    items: rules.map((rule) => itemOf(rule, project, root, { accepted, seen, contradictions })),
  };
}

function itemOf(
  rule: Rule,
  project: Project,
  root: string,
  { accepted, seen, contradictions }: ItemSurroundings,
): ItemResult {
  const byCode = judgeUnits(rule, project).map((unit) => accepted.unit(rule, unit));
  const units = byCode.map((unit) => seen.unit(rule, unit));
  const found = together(units);
  const rolled = accepted.item(rule, root, found, seen.isEmpty ? found : together(byCode));
  if (!seen.isEmpty) contradictions.push(...contradictionsOf(rule.code, units, rolled, seen));
  const findings = rolled === found ? findingsOf(rule, units, found.state === "unknown") : [];
  return { code: rule.code, id: rule.id, searched: rule.searched, ...rolled, findings };
}

interface ItemSurroundings {
  readonly accepted: Accepted;
  readonly seen: SeenRunning;
  readonly contradictions: Notice[];
}

const together = (units: readonly Judged[]): RolledUp =>
  sure(
    rollUp(
      units.map(({ judgement }) => judgement),
      NOTHING_TO_JUDGE,
    ),
  );

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

/** The share of sources that cannot be parsed above which what was found says too little. */
const MOST_FAILED = 0.1;

/** Nothing analysable is its own result, never a green one. */
function verdictOf(projects: readonly ProjectResult[], rules: readonly Rule[], files: FileCounts): Verdict {
  if (files.failed > MOST_FAILED * (files.parsed + files.failed)) return "nothing_analysable";
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
  const failed = skipped.filter(({ reason }) => FAILURES.has(reason)).length;
  return { parsed: files.size, failed, skipped: skipped.length - failed, reasons: [...reasons.values()] };
}

const FAILURES: ReadonlySet<SkipReason> = new Set(["not parseable", "mostly errors"]);
