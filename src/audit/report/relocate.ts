import type { AuditResult, Evidence, FileCounts, Finding, Place, Verdict } from "../result.ts";

/** The result with every path below another folder: `""` changes nothing. */
export function relocate(result: AuditResult, prefix: string): AuditResult {
  if (prefix === "" || prefix === ".") return result;
  const path = (file: string): string => (file === "." ? prefix : `${prefix}/${file}`);
  const move = <T extends Place>(place: T): T => ({ ...place, file: path(place.file) });
  const evidence = (all: readonly Evidence[]): readonly Evidence[] => all.map(move);
  const finding = (found: Finding): Finding => ({ ...move(found), related: evidence(found.related) });
  return {
    ...result,
    projects: result.projects.map((project) => ({
      ...project,
      root: path(project.root),
      callSites: project.callSites.map(move),
      items: project.items.map((item) => ({
        ...item,
        evidence: evidence(item.evidence),
        gaps: evidence(item.gaps),
        findings: item.findings.map(finding),
      })),
    })),
    files: {
      ...result.files,
      reasons: result.files.reasons.map((reason) => ({ ...reason, example: path(reason.example) })),
    },
    notices: result.notices.map(move),
  };
}

/** Several folders' results as one; the worst of their verdicts counts. */
export function combine(results: readonly AuditResult[]): AuditResult {
  const [only] = results;
  if (only !== undefined && results.length === 1) return only;
  return {
    projects: results.flatMap(({ projects }) => projects),
    files: results.map(({ files }) => files).reduce(add, NO_FILES),
    verdict: WORST_FIRST.find((verdict) => results.some((result) => result.verdict === verdict)) ?? "pass",
    notices: results.flatMap(({ notices }) => notices),
  };
}

const WORST_FIRST: readonly Verdict[] = ["fail", "nothing_analysable", "inconclusive", "pass"];

const NO_FILES: FileCounts = { parsed: 0, failed: 0, skipped: 0, reasons: [] };

const add = (a: FileCounts, b: FileCounts): FileCounts => ({
  parsed: a.parsed + b.parsed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  reasons: [...a.reasons, ...b.reasons],
});
