import type { ExportReport } from "../recording/share/exportBundle.ts";
import type { LeftOutLines } from "../recording/share/importLines.ts";
import { formatCount } from "./figures.ts";

/** What left, and what was taken out of it. */
export function exportText(report: ExportReport): string {
  const { sideFiles, unreadable, sideFilesLeftOut, secrets } = report;
  const taken = [...secrets].map(([where, count]) =>
    where === "text" ? String(count) : `${count} in ${where.replaceAll("_", " ")} text`,
  );
  const out = [
    ...(unreadable > 0 ? [`${formatCount(unreadable, "line")} that cannot be read`] : []),
    ...(sideFilesLeftOut > 0 ? [`${formatCount(sideFilesLeftOut, "side file")} missing or no text`] : []),
  ];
  return [
    `Exported ${sizeText(report)}${sideFiles > 0 ? ` with ${formatCount(sideFiles, "side file")}` : ""}.`,
    taken.length === 0 ? "No secret was found in it." : `Secrets taken out: ${taken.join(", ")}.`,
    ...(out.length === 0 ? [] : [`Left out: ${out.join(", ")}.`]),
  ].join(" ");
}

/** In what its readers count. */
function sizeText({ lines, turns, spans }: ExportReport): string {
  if (spans !== undefined) return formatCount(spans, "span");
  return turns === undefined ? formatCount(lines, "line") : formatCount(turns, "turn");
}

/** What a file holds that somebody wants to import. */
export interface ImportedFile {
  readonly title: string;
  readonly agent: string;
  readonly model: string;
  readonly lines: number;
  readonly sideFiles: number;
  readonly damagedFiles: number;
  readonly problems: Readonly<Record<string, number>>;
  readonly foreignTools: readonly string[];
  readonly commands: readonly string[];
}

const PROBLEMS: Readonly<Record<string, string>> = {
  torn: "cut off",
  checksum: "changed after it was written",
  malformed: "not of our making",
};

export function importText(file: ImportedFile): string {
  const { title, agent, model, lines, sideFiles, damagedFiles, problems, foreignTools, commands } = file;
  const bad = Object.entries(problems).map(([problem, count]) => `${count} ${PROBLEMS[problem] ?? problem}`);
  return [
    `“${title}”: agent ${agent}, model ${model}, ${formatCount(lines, "line")}${sideFiles > 0 ? ` with ${formatCount(sideFiles, "side file")}` : ""}.`,
    ...(bad.length === 0 ? [] : [`Lines that cannot be read: ${bad.join(", ")}.`]),
    ...(damagedFiles === 0
      ? []
      : [`${formatCount(damagedFiles, "side file")} left out: not what the name says.`]),
    ...(foreignTools.length === 0
      ? []
      : [`Tools of servers that are not started: ${foreignTools.join(", ")}.`]),
    ...(commands.length === 0
      ? []
      : [`Commands that ran there and do not run here: ${commands.join("; ")}.`]),
    "It is untrusted: when you go on with it, every action needs your yes.",
  ].join("\n");
}

/** Empty where nothing was left out. */
export function leftOutText({ malformed, misplaced, missing, sideFiles, secrets }: LeftOutLines): string {
  const parts = [
    ...(malformed > 0 ? [`${formatCount(malformed, "line")} of the wrong shape`] : []),
    ...(misplaced > 0 ? [`${formatCount(misplaced, "line")} out of order`] : []),
    ...(missing > 0 ? [`${formatCount(missing, "line")} missing`] : []),
    ...(sideFiles > 0 ? [`${formatCount(sideFiles, "side file")} missing`] : []),
    ...(secrets > 0 ? [`${formatCount(secrets, "secret")} taken out`] : []),
  ];
  return parts.length === 0 ? "" : `Left out: ${parts.join(", ")}.`;
}
