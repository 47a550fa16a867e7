import assert from "node:assert/strict";
import { readAuditFile } from "../../../src/audit/settings/auditFile.ts";

const problems = (text: string): readonly string[] =>
  readAuditFile(text).problems.map(({ line, message }) => `${line} ${message}`);

describe("audit.yaml", () => {
  it("says what is read, what is judged and what a person vouches for", () => {
    const { file, problems: none } = readAuditFile(`# why
include: ["src/**"]
exclude:
  - src/generated/
rules:
  AR04: off
  AR05: on
notebooks: on
declarations:
  - item: AR02
    project: services/api
    owner: platform team
    reason: The gateway caps each key.
    expires: 2027-06-30
`);
    assert.deepEqual(none, []);
    assert.deepEqual(file, {
      include: ["src/**"],
      exclude: ["src/generated/"],
      off: ["AR04"],
      notebooks: true,
      declarations: [
        {
          item: "AR02",
          project: "services/api",
          owner: "platform team",
          reason: "The gateway caps each key.",
          expires: "2027-06-30",
          line: 10,
        },
      ],
    });
  });

  it("may be empty", () => {
    assert.deepEqual(problems("\n# nothing yet\n"), []);
    assert.deepEqual(problems("include:\nrules:\n"), []);
  });

  for (const [what, text, expected] of [
    ["YAML that is broken", "include: [", /^1 /],
    ["a list", "- a\n- b\n", /^1 the file must hold the fields/],
    ["an unknown field", "include: []\nexcludes: []\n", /^2 there is no field excludes/],
    ["a pattern that is none", "exclude:\n  - 3\n", /^2 exclude takes patterns/],
    ["a list that is none", "exclude: src\n", /^1 exclude must be a list/],
    ["an unknown item", "rules:\n  AR01: on\n  AR11: off\n", /^3 an item is one of/],
    ["a rule that is neither on nor off", "rules:\n  AR01: warn\n", /^2 a rule is on or off/],
    [
      "a declaration without an owner",
      "declarations:\n  - item: AR01\n    reason: r\n    expires: 2027-01-01\n",
      /^2 the declaration has no owner/,
    ],
    [
      "a day that the calendar lacks",
      "declarations:\n  - item: AR01\n    owner: o\n    reason: r\n    expires: 2027-02-30\n",
      /^5 expires takes a day/,
    ],
    [
      "an empty reason",
      "declarations:\n  - item: AR01\n    owner: o\n    reason: ''\n    expires: 2027-02-03\n",
      /^4 reason must be a text/,
    ],
    ["a declaration that is text", "declarations:\n  - AR01\n", /^2 a declaration has the fields/],
  ] as const) {
    it(`is not used with ${what}, and the line is named`, () => {
      const [first = ""] = problems(text);
      assert.match(first, expected);
    });
  }
});
