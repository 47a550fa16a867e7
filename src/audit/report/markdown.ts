import type { AuditResult, Evidence, ItemResult, ProjectResult } from "../result.ts";
import { filesText, isLive, ruleOf, STATE_SIGNS, stateText, summary } from "./words.ts";

/** The checklist as a Markdown page, for a pull request or a wiki. */
export function markdownReport(result: AuditResult): string {
  const notices = result.notices.map(
    ({ file, line, message }) => `- ${code(`${file}:${line}`)} ${plain(message)}`,
  );
  return `${[
    "# Production checklist",
    `**${plain(summary(result))}** ${filesText(result)}`,
    ...result.projects.filter(isLive).map(projectPart),
    ...(notices.length > 0 ? [`## Notices\n\n${notices.join("\n")}`] : []),
  ].join("\n\n")}\n`;
}

function projectPart({ root, frameworks, items }: ProjectResult): string {
  const rows = items.map(
    (item) =>
      `| ${STATE_SIGNS[item.state]} | ${item.code} | ${ruleOf(item.code).title} | ${stateText(item)} |`,
  );
  return [
    `## ${code(root)}`,
    plain(frameworks.join(", ")),
    ["| | Item | | State |", "| --- | --- | --- | --- |", ...rows].join("\n"),
    ...items.map(itemPart),
  ].join("\n\n");
}

function itemPart(item: ItemResult): string {
  const rule = ruleOf(item.code);
  const places = [...item.evidence, ...item.gaps].map(placeLine);
  const help = item.findings.length === 0 ? [] : [`Looked at: ${rule.searched}.`, `**To do:** ${rule.fix}`];
  return [
    `### ${item.code} ${rule.title}: ${stateText(item)}`,
    ...(places.length > 0 ? [places.join("\n")] : []),
    ...help,
  ].join("\n\n");
}

const placeLine = ({ file, line, why }: Evidence): string =>
  `- ${code(`${file}:${line}`)} ${plain(why.replaceAll(/\s+/g, " "))}`;

/** What stands in a file is text here, whatever it looks like. */
const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>|#]/g, String.raw`\$&`);

/** A code span that its content cannot end. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${text.replaceAll(/\s+/g, " ")}${pad}${fence}`;
}
