import assert from "node:assert/strict";
import { grammarOf } from "../../../src/audit/project/paths.ts";
import type { AuditResult } from "../../../src/audit/result.ts";
import type { SourceParser } from "../../../src/audit/syntax/parser.ts";
import { mutantsOf, type Mutant } from "../../audit/mutants.ts";
import { loadParser } from "../../audit/parser.ts";
import { auditOf, syntheticProjects, type SyntheticProject } from "../../audit/projects.ts";

const statesOf = (result: AuditResult): ReadonlyMap<string, string> =>
  new Map(
    result.projects.flatMap(({ root, items }) =>
      items.map(({ code, state }) => [`${root} ${code}`, state] as const),
    ),
  );

/** The files that a mutant has in another way than its project. */
const changed = (project: SyntheticProject, { files }: Mutant): readonly string[] =>
  Object.keys(files).filter((path) => files[path] !== project.files[path]);

function brokenIn(project: SyntheticProject, mutant: Mutant, parser: SourceParser): readonly string[] {
  return changed(project, mutant).filter((path) => {
    const grammar = grammarOf(path);
    return grammar !== undefined && parser.parse(String(mutant.files[path]), grammar).hasError;
  });
}

/** What is wrong with a mutant, in lines for a person. */
async function wrongWith(
  project: SyntheticProject,
  mutant: Mutant,
  before: ReadonlyMap<string, string>,
  parser: SourceParser,
): Promise<readonly string[]> {
  const broken = brokenIn(project, mutant, parser).map((path) => `${path} does not parse`);
  if (changed(project, mutant).length !== 1) return ["not one file differs"];
  const result = await auditOf(mutant.files, project);
  const after = statesOf(result);
  const turned = mutant.turns && `${mutant.turns.root} ${mutant.turns.code}`;
  const states = [...before].flatMap(([item, state]) => {
    const expected = item === turned ? mutant.turns?.state : state;
    if (after.get(item) === expected) return [];
    const [root, code] = item.split(" ");
    const found = result.projects.find((one) => one.root === root)?.items.find((one) => one.code === code);
    const [because] = [...(found?.evidence ?? []), ...(found?.gaps ?? [])];
    return [
      `${item} is ${after.get(item) ?? "not judged"} instead of ${expected}: ${because?.file ?? ""}:${because?.line ?? ""} ${because?.why ?? ""}`,
    ];
  });
  return [...broken, ...states];
}

/** What a library does by itself and leaves no way to switch off has no mutant, nor has what is declared. */
async function withoutMutant(
  project: SyntheticProject,
  items: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { projects } = await auditOf(project.files, project);
  return projects.flatMap(({ root, items: found }) =>
    found
      .filter(({ code, state, provenance }) => {
        const isFixed = provenance === "declared" || (code === "AR08" && provenance === "default");
        return state === "present" && !isFixed && !items.has(`${project.name} ${root} ${code}`);
      })
      .map(({ code }) => `${project.name}: ${root} ${code} is present and has no mutant`),
  );
}

describe("A mutant of a synthetic project", () => {
  it("parses, differs in one fact and turns the item that is about it, and no other", async function () {
    this.timeout(120_000);
    const parser = await loadParser();
    const wrong: string[] = [];
    const items = new Set<string>();
    let count = 0;
    for (const project of syntheticProjects()) {
      const before = statesOf(await auditOf(project.files, project));
      for (const mutant of mutantsOf(project, parser)) {
        count++;
        if (mutant.turns) items.add(`${project.name} ${mutant.turns.root} ${mutant.turns.code}`);
        const lines = await wrongWith(project, mutant, before, parser);
        if (lines.length > 0) wrong.push(`${mutant.name}\n    ${lines.join("\n    ")}`);
      }
      wrong.push(...(await withoutMutant(project, items)));
    }
    assert.equal(wrong.join("\n"), "");
    assert.ok(count >= 150, `${count} mutants`);
  });
});
