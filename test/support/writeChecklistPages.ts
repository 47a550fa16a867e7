import { mkdirSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { RULES } from "../../src/audit/rules/index.ts";
import type { Example, Rule } from "../../src/audit/rules/rule.ts";

/** Where the page of a rule lies, which the editor's diagnostics link to. */
export const pagePath = (code: string): URL => new URL(`../../docs/checklist/${code}.md`, import.meta.url);

/** The page of a rule, made from the rule itself. */
export const pageOf = (rule: Rule): Promise<string> =>
  format(
    [
      `# ${rule.code} ${rule.title}`,
      `\`${rule.id}\``,
      rule.wants,
      `## Why\n\n${rule.why}`,
      `## Present\n\n${list(rule.counts.present)}`,
      `## Only partial\n\n${list(rule.counts.partial)}`,
      `## To do\n\n${rule.fix}`,
      ...(rule.examples.good.length > 0
        ? [`### Good\n\n${rule.examples.good.map(fenced).join("\n\n")}`]
        : []),
      ...(rule.examples.bad.length > 0 ? [`### Bad\n\n${rule.examples.bad.map(fenced).join("\n\n")}`] : []),
      `## Where the audit looks\n\nIt looks at ${rule.searched}.`,
      `## To accept a finding\n\nWrite \`flightdeck: ignore[${rule.code}] -- why\` in a comment above the place, or declare the item in \`.flightdeck/audit.yaml\` with owner, reason and the last day on which it holds.`,
    ].join("\n\n"),
    { parser: "markdown", printWidth: 110 },
  );

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");
const fenced = ({ language, code }: Example): string => `\`\`\`${language}\n${code}\n\`\`\``;

/** Writes them: `node test/support/writeChecklistPages.ts`. */
if (import.meta.main) {
  mkdirSync(new URL("../../docs/checklist", import.meta.url), { recursive: true });
  for (const rule of RULES) writeFileSync(pagePath(rule.code), await pageOf(rule));
}
