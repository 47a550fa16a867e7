import assert from "node:assert/strict";
import { decide } from "../../../src/audit/decision.ts";
import { withoutMagics } from "../../../src/audit/notebook/magics.ts";
import { renderReport } from "../../../src/audit/report/render.ts";
import { summary } from "../../../src/audit/report/words.ts";
import type { AuditResult } from "../../../src/audit/result.ts";
import { readAuditFile } from "../../../src/audit/settings/auditFile.ts";
import { BARE_LOOP } from "../../audit/bareLoop.ts";
import { auditFiles, itemOf, type Files } from "../../audit/memoryTree.ts";

const PYTHON = { kernelspec: { name: "python3", language: "python" }, language_info: { name: "python" } };

interface Cell {
  readonly cell_type: "code" | "markdown" | "raw";
  readonly source: unknown;
  readonly outputs?: readonly unknown[];
}

const code = (...lines: readonly string[]): Cell => ({
  cell_type: "code",
  source: lines.map((line, at) => (at < lines.length - 1 ? `${line}\n` : line)),
  outputs: [],
});
const said = (text: string): Cell => ({ cell_type: "markdown", source: [text] });

const notebook = (cells: readonly Cell[], more: object = {}, indent = 1): string =>
  JSON.stringify({ cells, metadata: PYTHON, nbformat: 4, nbformat_minor: 5, ...more }, undefined, indent);

/** A client without retries, and its call in another cell. */
const AGENT: readonly Cell[] = [
  said("# import openai, said client.responses.create()"),
  code("%pip install openai", "import openai", "client = openai.OpenAI(max_retries=0)"),
  code("!ls", "", 'print(client.responses.create(model="gpt-5", input="hi"))'),
];

const audited = (files: Files, notebooks = true): Promise<AuditResult> => auditFiles(files, { notebooks });
const reasons = ({ files }: AuditResult): Readonly<Record<string, number>> =>
  Object.fromEntries(files.reasons.map(({ reason, count }) => [reason, count]));
const lineOf = (text: string, part: string): number =>
  text.split("\n").findIndex((line) => line.includes(part)) + 1;

describe("Notebooks", () => {
  it("are counted and not read, as long as the configuration does not say so", async () => {
    const plain = await audited(
      { "plot.ipynb": notebook([said("from openai"), code("import pandas")]) },
      false,
    );
    assert.deepEqual([plain.verdict, reasons(plain)], ["nothing_analysable", { notebook: 1 }]);
    assert.equal(summary(plain), "Nothing to audit: there is no Python, TypeScript or JavaScript here.");
    assert.equal(readAuditFile("").file.notebooks, false);
    assert.equal(readAuditFile("notebooks: true").file.notebooks, true);
    assert.deepEqual(readAuditFile("exclude: []\nnotebooks: sometimes").problems, [
      { line: 2, message: "notebooks is on or off" },
    ]);
  });

  it("are named in the verdict where they call a model and are not judged", async () => {
    for (const text of [
      notebook(AGENT),
      notebook([{ ...code(), source: "x = 1\nfrom anthropic import Anthropic" }]),
    ]) {
      const unread = await audited({ "agent.ipynb": text, "empty.py": "" }, false);
      assert.equal(
        summary(unread),
        "Nothing to audit: no live call of a language model was found in an SDK that is known. 1 notebook that calls a model is not judged: write `notebooks: on` in .flightdeck/audit.yaml.",
      );
    }
    const beside = { ...BARE_LOOP, "a.ipynb": notebook(AGENT), "b.ipynb": notebook(AGENT) };
    assert.match(
      summary(await audited(beside, false)),
      /^Fail: .* 2 notebooks that call a model are not judged: /,
    );
    assert.doesNotMatch(summary(await audited(beside)), /not judged/);
  });

  it("are judged by their code cells, and say cell and line beside the line of the file", async () => {
    const text = notebook(AGENT);
    for (const path of ["agent.ipynb", "notebooks/try.ipynb"]) {
      const result = await audited({ [path]: text });
      const { state, gaps, findings } = itemOf(result, "AR09");
      assert.equal(state, "absent");
      const line = lineOf(text, "max_retries=0");
      assert.equal(gaps[0]?.line, line);
      assert.match(gaps[0]?.why ?? "", /^cell 2, line 3: /);
      assert.equal(findings[0]?.file, path);
      assert.match(findings[0]?.message ?? "", /^cell 3, line 3: /);
      assert.equal(findings[0]?.line, lineOf(text, "client.responses.create(model"));
    }
  });

  it("stand in SARIF with the lines of their files", async () => {
    const text = notebook(AGENT);
    const options = {
      paint: (_: string, shown: string) => shown,
      clean: (shown: string) => shown,
      version: "1",
    };
    const report = renderReport(await audited({ "agent.ipynb": text }), "sarif", options);
    const { runs } = JSON.parse(report) as {
      runs: {
        results: { ruleId: string; locations: { physicalLocation: { region: { startLine: number } } }[] }[];
      }[];
    };
    const found = runs[0]?.results.find(({ ruleId }) => ruleId === "AR09");
    const line = lineOf(text, "client.responses.create(model");
    assert.equal(found?.locations[0]?.physicalLocation.region.startLine, line);
  });

  it("are read in whatever way their JSON is laid out", async () => {
    const oneText = AGENT.map((cell) => ({ ...cell, source: (cell.source as string[]).join("") }));
    for (const [cells, indent] of [
      [oneText, 2],
      [AGENT, 0],
      [oneText, 0],
    ] as const) {
      const { state, gaps } = itemOf(await audited({ "a.ipynb": notebook(cells, {}, indent) }), "AR09");
      assert.equal(state, "absent");
      assert.match(gaps[0]?.why ?? "", /^cell 2, line 3: /);
    }
  });

  it("accept a finding by a comment in a cell, and say where one accepts nothing", async () => {
    const accept = "# flightdeck: ignore[AR09] -- a demonstration";
    const call = 'client.responses.create(model="gpt-5", input="hi")';
    const accepted = [AGENT[0]!, AGENT[1]!, code(accept, call)];
    assert.equal(itemOf(await audited({ "a.ipynb": notebook(accepted) }), "AR09").state, "not_applicable");
    const text = notebook([...AGENT, code(accept, "x = 1")]);
    const { notices } = await audited({ "a.ipynb": text });
    assert.deepEqual(
      notices.map(({ kind, line }) => [kind, line]),
      [["unused_suppression", lineOf(text, "ignore[AR09]")]],
    );
  });

  it("stop no build", async () => {
    const options = { failOn: "partial", allowUnknown: true } as const;
    const only = await audited({ "agent.ipynb": notebook(AGENT) });
    assert.equal(only.verdict, "fail");
    assert.equal(decide(only, options).outcome, "passed");
    const both = await audited({ ...BARE_LOOP, "agent.ipynb": notebook(AGENT) });
    assert.equal(decide(both, options).outcome, "failed");
  });

  const exotic: Readonly<Record<string, readonly [text: string, reason: string]>> = {
    "of format 3": [
      JSON.stringify({
        nbformat: 3,
        metadata: {},
        worksheets: [{ cells: [{ cell_type: "code", input: "x = 1" }] }],
      }),
      "old notebook format",
    ],
    "without a language": [notebook(AGENT, { metadata: {} }), "notebook without a language"],
    "of another kernel": [
      notebook(AGENT, { metadata: { kernelspec: { name: "ir", language: "R" } } }),
      "notebook of another language",
    ],
    "with broken JSON": [notebook(AGENT).slice(0, -20), "broken notebook"],
    "with the mark of a merge": [`<<<<<<< HEAD\n${notebook(AGENT)}`, "broken notebook"],
    "that nest deeper than a stack": [`${"[".repeat(200_000)}${"]".repeat(200_000)}`, "broken notebook"],
    "that are a list": ["[]", "broken notebook"],
    "that are empty": ["", "broken notebook"],
    "without cells": [notebook([], { cells: { code: 1 } }), "broken notebook"],
    "with outputs of 20 MB": [
      notebook([...AGENT, { ...code("1"), outputs: [{ "image/png": "A".repeat(20_000_000) }] }]),
      "too large",
    ],
  };
  for (const [name, [text, reason]] of Object.entries(exotic))
    it(`${name} are skipped, and the rest is judged`, async () => {
      const result = await audited({ ...BARE_LOOP, "exotic.ipynb": text });
      assert.deepEqual(reasons(result), { [reason]: 1 });
      assert.equal(itemOf(result, "AR09").state, "absent");
    });

  it("with cells that are no cells are read as far as they are", async () => {
    const odd = [
      7,
      null,
      { cell_type: "code" },
      { cell_type: "code", source: 7 },
      { cell_type: "code", source: [1] },
    ];
    const { state } = itemOf(await audited({ "a.ipynb": notebook([...(odd as Cell[]), ...AGENT]) }), "AR09");
    assert.equal(state, "absent");
  });

  it("are Python without what only IPython understands", () => {
    const cell = [
      "%matplotlib inline",
      "if fresh:",
      "    !pip install openai",
      "files = !ls *.py",
      "a, b = %sql SELECT 1",
      "client?",
      "??client.responses",
      "total = (1",
      "  % 2",
      "  != 3)",
      'text = "50%"',
    ];
    assert.deepEqual(withoutMagics(cell), [
      "pass",
      "if fresh:",
      "    pass",
      "files = None",
      "a, b = None",
      "pass",
      "pass",
      "total = (1",
      "  % 2",
      "  != 3)",
      'text = "50%"',
    ]);
    assert.deepEqual(withoutMagics(["%%bash", "import openai"]), ["", ""]);
    assert.deepEqual(withoutMagics(["%%time", "import openai"]), ["pass", "import openai"]);
  });
});
