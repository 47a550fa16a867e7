import type { AuditResult, Finding, Place } from "../result.ts";
import { RULES } from "../rules/index.ts";
import { isKnown, findingsOf, type Baseline } from "../settings/baseline.ts";
import { isLive } from "./words.ts";

export interface SarifOptions {
  readonly version: string;
  readonly baseline?: Baseline;
}

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/** The findings as SARIF 2.1.0: what is absent or partial. Unknown states are in the JSON report. */
export function sarifReport(result: AuditResult, options: SarifOptions): string {
  const projects = result.projects.filter(isLive);
  const findings = findingsOf({ ...result, projects }).filter(({ state }) => state !== "unknown");
  const rules = RULES.filter(({ code }) =>
    projects.some(({ items }) => items.some((item) => item.code === code)),
  );
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Agent Flightdeck",
            version: options.version,
            rules: rules.map(({ code, id, title, wants, why, fix, category }) => ({
              id: code,
              name: nameOf(id),
              shortDescription: { text: title },
              fullDescription: { text: wants },
              help: { text: `${why} ${fix}`, markdown: `${why}\n\n**To do:** ${fix}` },
              defaultConfiguration: { level: "error" },
              properties: { tags: [category] },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: result.verdict !== "nothing_analysable",
            toolExecutionNotifications: result.notices.map(({ kind, message, ...place }) => ({
              descriptor: { id: kind },
              level: "warning",
              message: { text: message },
              locations: [location(place)],
            })),
          },
        ],
        results: findings.map((finding) =>
          resultOf(
            finding,
            rules.findIndex(({ code }) => code === finding.code),
            options,
          ),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf(finding: Finding, ruleIndex: number, { baseline }: SarifOptions) {
  const { code, state, message, related, fingerprint, confidence, symbol } = finding;
  return {
    ruleId: code,
    ruleIndex,
    kind: "fail",
    level: state === "absent" ? "error" : "warning",
    message: { text: message },
    locations: [{ ...location(finding), logicalLocations: [{ fullyQualifiedName: symbol }] }],
    ...(related.length > 0 && {
      relatedLocations: related.map((place, index) => ({
        id: index + 1,
        ...location(place),
        message: { text: place.why },
      })),
    }),
    partialFingerprints: { "flightdeckFinding/v1": fingerprint },
    ...(baseline && { baselineState: isKnown(baseline, finding) ? "unchanged" : "new" }),
    properties: { state, confidence: Math.round(confidence * 100) / 100 },
  };
}

const location = ({ file, line }: Place) => ({
  physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } },
});

/** A relative path as a URI: each of its parts escaped. */
const uriOf = (file: string): string => file.split("/").map(encodeURIComponent).join("/");

/** `cost/per-request-cost-logged` as the name that SARIF wants: `PerRequestCostLogged`. */
const nameOf = (id: string): string =>
  (id.split("/")[1] ?? id)
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
