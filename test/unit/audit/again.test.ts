import assert from "node:assert/strict";
import type { AuditOptions } from "../../../src/audit/audit.ts";
import { AuditCache } from "../../../src/audit/cache.ts";
import type { Project } from "../../../src/audit/project/project.ts";
import { RULES } from "../../../src/audit/rules/index.ts";
import type { Rule } from "../../../src/audit/rules/rule.ts";
import { auditFiles, type Files } from "../../audit/memoryTree.ts";
import { syntheticProjects } from "../../audit/projects.ts";

const projects = syntheticProjects();

/** All synthetic projects side by side, one of them perhaps as its twin. */
const tree = (twinOf?: string, twin?: Files): Files =>
  Object.fromEntries(
    projects.flatMap(({ name, files }) =>
      Object.entries(name === twinOf && twin !== undefined ? twin : files).map(([path, text]) => [
        `${name}/${path}`,
        text,
      ]),
    ),
  );

const declared: AuditOptions["declared"] = {
  declarations: [
    { item: "AR02", project: "S01-bare-loop", owner: "o", reason: "r", expires: "2027-01-01", line: 1 },
  ],
  declaredIn: ".flightdeck/audit.yaml",
  today: "2026-11-22",
};

/** The rules, with the roots of the projects that they judge. */
function watched(judged: Set<string>): readonly Rule[] {
  return RULES.map((rule) =>
    rule.unit === "project"
      ? {
          ...rule,
          judge: (project: Project) => {
            judged.add(project.root.split("/")[0] ?? "");
            return rule.judge(project);
          },
        }
      : rule,
  );
}

describe("An audit after an edit", () => {
  it("says what a fresh one says, and judges only the project that was edited", async () => {
    const cache = new AuditCache();
    await auditFiles(tree(), { cache, declared });
    for (const { name, twins } of projects.filter((_, index) => index % 5 === 0)) {
      const twin = twins.find(({ files }) => files["agents.py"] === undefined);
      const files = tree(name, twin?.files);
      const judged = new Set<string>();
      const again = await auditFiles(files, { cache, declared, rules: watched(judged) });
      assert.deepEqual(again, await auditFiles(files, { declared }), name);
      const isSameTree = Object.keys(files).length === Object.keys(tree()).length;
      if (isSameTree)
        assert.ok(
          [...judged].every((root) => root === name),
          `${name}: ${[...judged].join()}`,
        );
      await auditFiles(tree(), { cache, declared });
    }
  });

  it("judges anew when other rules are asked for, or something else is declared", async () => {
    const cache = new AuditCache();
    const files = tree();
    await auditFiles(files, { cache, declared });
    const without = await auditFiles(files, { cache });
    assert.deepEqual(without, await auditFiles(files));
    const some = RULES.slice(0, 2);
    assert.deepEqual(
      await auditFiles(files, { cache, rules: some }),
      await auditFiles(files, { rules: some }),
    );
  });

  it("forgets what is gone", async () => {
    const cache = new AuditCache();
    await auditFiles(tree(), { cache });
    const { "S01-bare-loop/tools.py": _gone, ...rest } = tree();
    assert.deepEqual(await auditFiles(rest, { cache }), await auditFiles(rest));
  });
});
