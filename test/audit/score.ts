// Compares the audit with labels made by people:
// `npm run audit:score -- --labels FILE --repos DIR [--only REPO] [--item AR09]`.
// DIR holds each repository in a folder `owner__name`.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { audit } from "../../src/audit/audit.ts";
import type { ItemResult, State } from "../../src/audit/result.ts";
import { RULES } from "../../src/audit/rules/index.ts";
import { NodeSourceTree } from "../../src/node/sourceTree.ts";
import { loadParser } from "./parser.ts";

interface LabelledItem {
  readonly state: string;
  readonly alternative: string | null;
  readonly evidence: readonly string[];
}

interface LabelledRepository {
  readonly repo: string;
  readonly projects: readonly {
    readonly root: string;
    readonly items: Readonly<Record<string, LabelledItem>>;
  }[];
}

interface Compared {
  readonly where: string;
  readonly label: LabelledItem;
  readonly expected: State;
  readonly found: ItemResult | undefined;
}

const STATES: Readonly<Record<string, State>> = {
  PRESENT: "present",
  PARTIAL: "partial",
  ABSENT: "absent",
  NA: "not_applicable",
  UNKNOWN: "unknown",
};

const { values } = parseArgs({
  options: {
    labels: { type: "string" },
    repos: { type: "string" },
    only: { type: "string", default: "" },
    item: { type: "string", default: "" },
  },
});
if (values.labels === undefined || values.repos === undefined) {
  process.stderr.write(
    "Usage: npm run audit:score -- --labels FILE --repos DIR [--only REPO] [--item CODE]\n",
  );
  process.exit(2);
}

const labels = JSON.parse(await readFile(values.labels, "utf8")) as readonly LabelledRepository[];
const parser = await loadParser();
const compared: Compared[] = [];
for (const { repo, projects } of labels.filter((labelled) => labelled.repo.includes(values.only))) {
  const tree = new NodeSourceTree(resolve(join(values.repos, repo.replace("/", "__"))));
  const result = await audit({ tree, parser, rules: RULES });
  for (const project of projects) {
    const found = result.projects.find(({ root }) => root === project.root);
    for (const [code, label] of Object.entries(project.items)) {
      if (!RULES.some((rule) => rule.code === code) || !code.includes(values.item)) continue;
      const item = found?.items.find((candidate) => candidate.code === code);
      compared.push({
        where: `${repo} ${project.root} ${code}`,
        label,
        expected: STATES[label.state] ?? "unknown",
        found: item,
      });
    }
  }
}
report(compared);

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report(all: readonly Compared[]): void {
  print("item   agree   present P/R    absent P/R    unknown");
  const codes = [...new Set(all.map(({ where }) => where.slice(-4)))].toSorted();
  for (const code of [...codes, ""])
    print(
      lineOf(
        code || "all",
        all.filter(({ where }) => where.endsWith(code)),
      ),
    );
  print(lineOf("or alt", all.map(withAlternative)));
  print("       (“or alt”: a label's alternative state counts as right too)");
  print("\nDisagreements:");
  for (const { where, expected, found, label } of all) {
    if (found?.state === expected) continue;
    const also = label.alternative ? ` (or ${STATES[label.alternative] ?? label.alternative})` : "";
    print(`${where}: ${found?.state ?? "no project"} instead of ${expected}${also}`);
    for (const { file, line, why } of [...(found?.evidence ?? []), ...(found?.gaps ?? [])].slice(0, 2))
      print(`    ours   ${file}:${line} ${why}`);
    for (const why of label.evidence.slice(0, 2)) print(`    label  ${why}`);
  }
}

/** Labels of what may be judged either way name an alternative. */
function withAlternative(one: Compared): Compared {
  const { alternative } = one.label;
  const also = alternative === null ? undefined : STATES[alternative];
  return also !== undefined && one.found?.state === also ? { ...one, expected: also } : one;
}

function lineOf(name: string, all: readonly Compared[]): string {
  const agree = all.filter(({ found, expected }) => found?.state === expected).length;
  const unknowns = all.filter(
    ({ found, expected }) => (found?.state ?? "unknown") === "unknown" && expected !== "unknown",
  ).length;
  return [
    name.padEnd(6),
    percent(agree, all.length),
    ...(["present", "absent"] as const).map((state) => precisionAndRecall(all, state)),
    percent(unknowns, all.length),
  ].join("  ");
}

function precisionAndRecall(all: readonly Compared[], state: State): string {
  const said = all.filter(({ found }) => found?.state === state);
  const right = said.filter(({ expected }) => expected === state).length;
  return `${percent(right, said.length)}/${percent(right, all.filter(({ expected }) => expected === state).length)}`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "    -" : `${((100 * part) / whole).toFixed(0)} %`.padStart(5);
}
