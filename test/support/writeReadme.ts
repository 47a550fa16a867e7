import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { FAILURES, type FailureInfo } from "../../src/core/failure.ts";

const BEGIN = "<!-- failures: written by test/support/writeReadme.ts -->";
const END = "<!-- /failures -->";

/** The README's table of failure modes, derived from the taxonomy. */
export function failureTable(): string {
  const rows = Object.entries<FailureInfo>(FAILURES).map(([name, info]) => {
    const cells = [`\`${name}\``, info.symptom, info.recognised, info.mitigation, info.advice];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  const head = "| class | what happened | recognised by | what Flightdeck does | what you can do |";
  return [head, "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

/** The README with its table as it should be. @throws where the marks are missing. */
export async function withFailureTable(readme: string): Promise<string> {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`README.md needs ${BEGIN} and ${END}`);
  const head = readme.slice(0, begin + BEGIN.length);
  return format(`${head}\n\n${failureTable()}\n\n${readme.slice(end)}`, {
    parser: "markdown",
    printWidth: 110,
  });
}

export const README = new URL("../../README.md", import.meta.url);

/** Writes it: `node test/support/writeReadme.ts`. */
if (import.meta.main) writeFileSync(README, await withFailureTable(readFileSync(README, "utf8")));
