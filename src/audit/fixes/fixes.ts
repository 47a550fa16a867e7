import type { SourceTree } from "../../core/sourceTree.ts";
import { audit } from "../audit.ts";
import type { AuditCache } from "../cache.ts";
import { judgeUnits } from "../findings.ts";
import { load } from "../project/load.ts";
import { grammarOf } from "../project/paths.ts";
import type { Project, Site, AgentTool } from "../project/project.ts";
import { projectsOf, resolveProject } from "../project/split.ts";
import type { Finding, ItemCode, ItemResult } from "../result.ts";
import { RULES } from "../rules/index.ts";
import type { Rule } from "../rules/rule.ts";
import type { SourceParser } from "../syntax/parser.ts";
import { budgetFixes } from "./budget.ts";
import { costFixes } from "./cost.ts";
import { dashboardFixes } from "./dashboard.ts";
import { fallbackFixes } from "./fallback.ts";
import { applied, type Fix, type Fixer } from "./fix.ts";
import { injectionFixes } from "./injection.ts";
import { patchedTree } from "./patchedTree.ts";
import { persistenceFixes } from "./persistence.ts";
import { retryFixes } from "./retry.ts";
import { toolArgumentFixes } from "./toolArguments.ts";
import { tracingFixes } from "./tracing.ts";
import { truncationFixes } from "./truncation.ts";

const FIXERS: Readonly<Record<ItemCode, Fixer>> = {
  AR01: costFixes,
  AR02: budgetFixes,
  AR03: tracingFixes,
  AR04: dashboardFixes,
  AR05: injectionFixes,
  AR06: toolArgumentFixes,
  AR07: persistenceFixes,
  AR08: truncationFixes,
  AR09: retryFixes,
  AR10: fallbackFixes,
};

export interface FixOptions {
  readonly tree: SourceTree;
  readonly parser: SourceParser;
  readonly cache: AuditCache;
  /** The project's root, `.` for the folder itself. */
  readonly root: string;
  readonly code: ItemCode;
  /** Where the finding stands; the first one of the item where it is left out. */
  readonly at?: { readonly file: string; readonly line: number };
}

/**
 * What can be done about a finding. Each is tried first: only those stay whose code parses, and after which
 * the finding is gone.
 */
export async function fixesFor(given: FixOptions): Promise<readonly Fix[]> {
  // What is tried must not stay in the cache of what is there.
  const options = { ...given, cache: given.cache.copy() };
  const { tree, root, code, at } = options;
  const rule = RULES.find((one) => one.code === code);
  if (rule === undefined) return [];
  const project = await projectOf(options);
  const item = await itemOf(options, tree, rule);
  const finding = item?.findings.find(
    (one) => at === undefined || (one.file === at.file && one.line === at.line),
  );
  if (project === undefined || finding === undefined) return [];
  const { sites, tools } = unitsOf(rule, project, finding);
  const { file, line } = finding;
  const offered = FIXERS[code]({ project, sites, tools, file, line });
  const kept: Fix[] = [];
  for (const fix of offered)
    if (fix !== undefined && fix.edits.length > 0 && (await turns(fix, finding, options, rule)))
      kept.push(fix);
  return kept;

  async function turns(fix: Fix, before: Finding, asked: FixOptions, by: Rule): Promise<boolean> {
    if (!parses(fix, project as Project, asked.parser)) return false;
    const after = await itemOf(asked, patchedTree(tree, fix.edits), by);
    return (
      after !== undefined &&
      after.findings.every(({ fingerprint }) => fingerprint !== before.fingerprint) &&
      after.findings.length < (item?.findings.length ?? 0)
    );
  }

  async function itemOf(asked: FixOptions, of: SourceTree, by: Rule): Promise<ItemResult | undefined> {
    const { parser, cache } = asked;
    const result = await audit({ tree: of, parser, rules: [by], cache });
    return result.projects.find((one) => one.root === root)?.items[0];
  }
}

async function projectOf({ tree, parser, cache, root }: FixOptions): Promise<Project | undefined> {
  const { signal } = new AbortController();
  const loaded = await load(tree, { parser, cache, signal, progress: () => undefined });
  const files = projectsOf(loaded, cache.pathsOf(loaded.files)).find(
    (project) => (project.root === "" ? "." : project.root) === root,
  );
  return files && resolveProject(files);
}

/** The units that a finding is about: those of its client, agent or file of tools, or all for a project's. */
function unitsOf(
  rule: Rule,
  project: Project,
  { file, line }: Finding,
): { readonly sites: readonly Site[]; readonly tools: readonly AgentTool[] } {
  const sites = project.sites.filter(({ live }) => live);
  const tools = project.tools.filter(({ live }) => live);
  if (rule.unit === "project") return { sites, tools };
  const judged = judgeUnits(rule, project);
  const group = judged.find(({ place }) => place.file === file && place.line === line)?.group;
  const isAbout = (_unit: unknown, index: number): boolean => {
    const unit = judged[index];
    return (
      unit?.group === group &&
      unit?.judgement.state !== "present" &&
      unit?.judgement.state !== "not_applicable"
    );
  };
  return rule.unit === "site"
    ? { sites: sites.filter(isAbout), tools }
    : { sites, tools: tools.filter(isAbout) };
}

/** Whether no file has more mistakes than before. */
function parses({ edits }: Fix, project: Project, parser: SourceParser): boolean {
  return [...new Set(edits.map(({ file }) => file))].every((path) => {
    const file = project.files.get(path);
    if (file === undefined) return true;
    const text = applied(
      file.text,
      edits.filter((edit) => edit.file === path),
    );
    const grammar = grammarOf(path);
    return file.hasError || (grammar !== undefined && !parser.parse(text, grammar).hasError);
  });
}
