import { PROVEN, STATE_WORDS } from "../../core/checklist.ts";
import { UNREAD_CALLS } from "../project/load.ts";
import type { AuditResult, ItemResult, State, Verdict } from "../result.ts";
import { RULES } from "../rules/index.ts";
import type { Rule } from "../rules/rule.ts";

export const STATE_SIGNS: Readonly<Record<State, string>> = {
  present: "✓",
  partial: "◐",
  absent: "✗",
  not_applicable: "–",
  unknown: "?",
};

export const ruleOf = (code: string): Rule => RULES.find((rule) => rule.code === code) ?? (RULES[0] as Rule);

/** “present by default · likely”: the state, where the proof comes from and how sure it is. */
export function stateText({ state, provenance, confidence }: ItemResult): string {
  const source = {
    explicit: "",
    default: " by default",
    config: " by configuration",
    runtime: " (seen running)",
    declared: " (declared)",
    none: "",
  }[provenance];
  const isGood = state === "present" || state === "partial" || provenance === "declared";
  const sure =
    state === "unknown" || provenance === "declared" ? "" : confidence >= PROVEN ? "" : " · likely";
  return `${STATE_WORDS[state]}${isGood ? source : ""}${sure}`;
}

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  pass: "Pass",
  fail: "Fail",
  inconclusive: "Inconclusive",
  nothing_analysable: "Nothing to audit",
};

/** “Fail: 3 present, 1 partial, 5 absent, 1 not applicable.” */
export function summary(result: AuditResult): string {
  if (result.verdict === "nothing_analysable") return nothing(result);
  const items = result.projects.filter(isLive).flatMap((project) => project.items);
  const declared = items.filter(({ provenance }) => provenance === "declared");
  const counts = (["present", "partial", "absent", "unknown", "not_applicable"] as const).map(
    (state) =>
      [
        STATE_WORDS[state],
        items.filter((item) => item.state === state && item.provenance !== "declared").length,
      ] as const,
  );
  const parts = [...counts, ["declared", declared.length] as const]
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`);
  const unknown = items.filter(({ state }) => state === "unknown").map(({ code }) => code);
  const named = result.verdict === "inconclusive" ? ` Unknown: ${[...new Set(unknown)].join(", ")}.` : "";
  return `${VERDICT_WORDS[result.verdict]}: ${parts.join(", ")}.${named}${unreadNotebooks(result)}`;
}

/** What is missing in the verdict because notebooks are off. */
function unreadNotebooks({ files }: AuditResult): string {
  const { count: unread = 0 } = files.reasons.find(({ reason }) => reason === UNREAD_CALLS) ?? {};
  if (unread === 0) return "";
  const they =
    unread === 1 ? "1 notebook that calls a model is" : `${unread} notebooks that call a model are`;
  return ` ${they} not judged: write \`notebooks: on\` in .flightdeck/audit.yaml.`;
}

function nothing(result: AuditResult): string {
  const { projects, files } = result;
  const because =
    files.parsed + files.failed === 0
      ? "there is no Python, TypeScript or JavaScript here"
      : projects.length > 0 || files.failed * 10 <= files.parsed + files.failed
        ? "no live call of a language model was found in an SDK that is known"
        : `${files.failed} of ${files.parsed + files.failed} sources could not be parsed`;
  return `${VERDICT_WORDS.nothing_analysable}: ${because}.${unreadNotebooks(result)}`;
}

/** “42 files read, 3 skipped (2 minified, 1 too large).” */
export function filesText({ files }: AuditResult): string {
  const reasons = new Map<string, number>();
  for (const { reason, count } of files.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const why = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(", ");
  const skipped = files.skipped + files.failed;
  return `${count(files.parsed, "file")} read${skipped > 0 ? `, ${skipped} skipped (${why})` : ""}.`;
}

/** Projects whose calls only stand in tests and examples are not judged. */
export const isLive = ({ callSites }: AuditResult["projects"][number]): boolean =>
  callSites.some(({ live }) => live);

export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

export const HOW_TO_ACCEPT =
  "To accept a finding, write `flightdeck: ignore[AR09] -- why` in a comment above it. To vouch for what the code cannot show, declare it in .flightdeck/audit.yaml.";
