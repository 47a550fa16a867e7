import type { AuditResult, Evidence, ItemResult } from "../result.ts";

/** The whole result for programs, in the order in which a person would read it. */
export function jsonReport({ projects, files, verdict, notices }: AuditResult): string {
  const value = {
    verdict,
    projects: projects.map(({ root, frameworks, callSites, items }) => ({
      root,
      frameworks,
      callSites: callSites.map(({ file, line, sdk, live }) => ({ file, line, sdk, live })),
      items: items.map(itemJson),
    })),
    files: { parsed: files.parsed, failed: files.failed, skipped: files.skipped, reasons: files.reasons },
    notices,
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const itemJson = (item: ItemResult) => ({
  code: item.code,
  id: item.id,
  state: item.state,
  provenance: item.provenance,
  confidence: Math.round(item.confidence * 100) / 100,
  evidence: item.evidence.map(place),
  gaps: item.gaps.map(place),
  searched: item.searched,
  units: item.units,
  findings: item.findings.map(({ file, line, state, message, symbol, fingerprint, related }) => ({
    file,
    line,
    state,
    message,
    symbol,
    fingerprint,
    related: related.map(place),
  })),
});

const place = ({ file, line, why, trace }: Evidence) => ({ file, line, why, ...(trace && { trace }) });
