import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { RULES } from "../../src/audit/rules/index.ts";
import { FAILURES, type FailureInfo } from "../../src/core/failureTable.ts";

/** The README's table of failure modes, derived from the taxonomy. */
export function failureTable(): string {
  const rows = Object.entries<FailureInfo>(FAILURES).map(([name, info]) => {
    return row([`\`${name}\``, info.symptom, info.recognised, info.mitigation, info.advice]);
  });
  const head = "| class | what happened | recognised by | what Flightdeck does | what you can do |";
  return [head, "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

/** The README's table of the checklist, derived from the rules. */
export function checklistTable(): string {
  const rows = RULES.map(({ code, title, counts }) =>
    row([`\`${code}\``, title, counts.present.join("; "), counts.partial.join("; ")]),
  );
  const head = row(["code", "item", "present", "only partial"]);
  return [head, "| --- | --- | --- | --- |", ...rows].join("\n");
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

const TABLES: Readonly<Record<string, () => string>> = {
  failures: failureTable,
  checklist: checklistTable,
};

/** The README with its tables as they should be. @throws where the marks are missing. */
export async function withTables(readme: string): Promise<string> {
  let text = readme;
  for (const [name, table] of Object.entries(TABLES)) {
    const mark = `<!-- ${name}: written by test/support/writeReadme.ts -->`;
    const [begin, end] = [text.indexOf(mark), text.indexOf(`<!-- /${name} -->`)];
    if (begin === -1 || end < begin) throw new Error(`README.md needs ${mark} and <!-- /${name} -->`);
    text = `${text.slice(0, begin + mark.length)}\n\n${table()}\n\n${text.slice(end)}`;
  }
  return format(text, { parser: "markdown", printWidth: 110 });
}

export const README = new URL("../../README.md", import.meta.url);

/** Writes it: `node test/support/writeReadme.ts`. */
if (import.meta.main) writeFileSync(README, await withTables(readFileSync(README, "utf8")));
