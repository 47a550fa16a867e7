import assert from "node:assert/strict";
import { differencesFromMarks } from "../../audit/marks.ts";
import { auditOf, deviations, syntheticProjects } from "../../audit/projects.ts";

const projects = syntheticProjects();

describe("The audit of a project that was made for it", () => {
  it("is of sixteen of them", () => {
    assert.equal(projects.length, 16);
    assert.ok(projects.flatMap(({ twins }) => twins).length >= 40);
  });

  for (const project of projects) {
    it(`says of ${project.name} what is expected, at the lines that are marked`, async () => {
      const result = await auditOf(project.files, project);
      assert.deepEqual(
        [...deviations(result, project), ...differencesFromMarks(project.files, result)].join("\n"),
        "",
      );
    });

    for (const twin of project.twins) {
      it(`says of ${project.name} with ${twin.name} what that changes, and nothing else`, async () => {
        const result = await auditOf(twin.files, { ...project, today: twin.today });
        assert.deepEqual(deviations(result, twin).join("\n"), "");
      });
    }
  }
});
