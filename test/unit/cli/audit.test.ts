import assert from "node:assert/strict";
import { resolve } from "node:path";
import type { ExitCode } from "../../../src/cli/io.ts";
import { runCli } from "../../../src/cli/runCli.ts";
import { BARE_LOOP } from "../../audit/bareLoop.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

const grammars = resolve(import.meta.dirname, "../../../node_modules/@vscode/tree-sitter-wasm/wasm");

interface Report {
  readonly verdict: string;
  readonly projects: readonly {
    readonly root: string;
    readonly callSites: readonly { readonly file: string; readonly sdk: string; readonly live: boolean }[];
    readonly items: readonly { readonly code: string; readonly state: string }[];
  }[];
  readonly files: { readonly parsed: number; readonly failed: number; readonly skipped: number };
  readonly notices: readonly { readonly file: string; readonly line: number }[];
}

const GOOD = `import openai

client = openai.OpenAI()
print(client.responses.create(model="gpt", input="Say hello."))
`;

describe("agent-flightdeck audit", () => {
  const folder = useTempFolder({
    "bare/main.py": String(BARE_LOOP["main.py"]),
    "bare/requirements.txt": String(BARE_LOOP["requirements.txt"]),
    "good/main.py": GOOD,
    "nothing/main.py": "print('no model here')\n",
  });

  async function audit(...argv: string[]): Promise<{ code: ExitCode; out: string; err: string }> {
    let out = "";
    let err = "";
    const code = await runCli({
      argv: ["audit", ...argv],
      env: {},
      cwd: folder().path,
      out: (text) => (out += text),
      err: (text) => (err += text),
      interrupted: new AbortController().signal,
      dist: grammars,
      version: "1.2.3",
    });
    return { code, out, err };
  }

  const json = async (...argv: string[]): Promise<Report> =>
    JSON.parse((await audit(...argv, "--format", "json")).out) as Report;

  it("prints the ten items for a person and fails where one is absent", async () => {
    const { code, out } = await audit("bare");
    assert.equal(code, 1);
    for (let item = 1; item <= 10; item++)
      assert.ok(out.includes(`AR${String(item).padStart(2, "0")} `), out);
    assert.match(
      out,
      /✗ AR09 Retry with backoff: absent\n +bare\/main\.py:4 {2}retries are switched off here/,
    );
    assert.match(out, /\nFail: .*absent.*\. 1 file read\.\n$/);
  });

  it("prints all that it knows as JSON, with paths relative to the folder", async () => {
    const report = await json("bare");
    const [project] = report.projects;
    assert.equal(report.verdict, "fail");
    assert.equal(project?.root, ".");
    assert.deepEqual(project.callSites, [{ file: "main.py", line: 18, sdk: "anthropic", live: true }]);
    assert.equal(project.items.length, 10);
    assert.deepEqual({ ...report.files, reasons: [] }, { parsed: 1, failed: 0, skipped: 0, reasons: [] });
  });

  it("judges several folders at once and says which is which", async () => {
    const { projects } = await json("bare", "good");
    assert.deepEqual(
      projects.map(({ root }) => root),
      ["bare", "good"],
    );
    assert.equal(projects[1]?.callSites[0]?.file, "good/main.py");
  });

  it("judges only the rules that are asked for, however they are listed", async () => {
    for (const only of [
      ["--only", "AR09,AR10"],
      ["--only", "AR09", "--only", "AR10"],
      ["--only", "AR09", "AR10"],
      ["--only", "reliability/retry-with-backoff,reliability/fallback-chain"],
    ])
      assert.deepEqual(
        (await json("bare", ...only)).projects[0]?.items.map(({ code }) => code),
        ["AR09", "AR10"],
      );
  });

  for (const [expected, what, argv] of [
    [0, "all items are present", ["good", "--only", "AR09"]],
    [1, "an item is absent", ["bare", "--only", "AR09"]],
    [1, "an item is absent and only absent ones count", ["bare", "--only", "AR09", "--fail-on", "absent"]],
    [0, "nothing is to fail", ["bare", "--fail-on", "never"]],
    [3, "there is nothing to analyse", ["nothing"]],
    [3, "one of several folders has nothing to analyse", ["good", "nothing", "--only", "AR09"]],
    [2, "there is no such folder", ["missing"]],
    [2, "there is no such rule", ["bare", "--only", "AR11"]],
    [2, "there is no such format", ["bare", "--format", "xml"]],
    [2, "there is no such threshold", ["bare", "--fail-on", "all"]],
    [2, "the configuration is missing", ["bare", "--config", "missing.yaml"]],
    [2, "the baseline is missing", ["bare", "--baseline", "missing.json"]],
    [2, "the report cannot be written", ["bare", "--output", "good/main.py/report"]],
  ] as const) {
    it(`ends with ${expected} where ${what}`, async () => {
      const { code, out, err } = await audit(...argv);
      assert.equal(code, expected, out + err);
      if (expected === 2) assert.match(err, /\S/);
    });
  }

  it("says that nothing was there to analyse, instead of passing", async () => {
    const { out } = await audit("nothing");
    assert.match(out, /^Nothing to audit: no live call of a language model was found/m);
  });

  it("writes the report to a file instead of to standard output", async () => {
    const { out, err } = await audit("bare", "--format", "markdown", "--output", "out/report.md");
    assert.equal(out, "");
    assert.match(err, /Written: .*report\.md/);
    assert.match(await folder().read("out/report.md"), /^# Production checklist\n/);
  });

  it("leaves out what the project's audit.yaml leaves out, and accepts what it declares", async () => {
    await folder().write(
      "bare/.flightdeck/audit.yaml",
      "rules:\n  AR10: off\ndeclarations:\n  - item: AR09\n    owner: me\n    reason: a batch job\n    expires: 2999-01-01\n",
    );
    const items = (await json("bare", "--only", "AR09,AR10")).projects[0]?.items;
    assert.deepEqual(
      items?.map(({ code, state }) => [code, state]),
      [["AR09", "present"]],
    );
    await folder().write("bare/.flightdeck/audit.yaml", "exclude: [main.py]\n");
    assert.equal((await audit("bare")).code, 3);
    await folder().write("bare/.flightdeck/audit.yaml", "include: ['src/**']\n");
    assert.equal((await audit("bare")).code, 3);
  });

  it("ends with 2 and names the line where audit.yaml is wrong", async () => {
    await folder().write("bare/.flightdeck/audit.yaml", "rules:\n  AR10: of\n");
    const { code, err } = await audit("bare");
    assert.equal(code, 2);
    assert.match(err, /audit\.yaml:2 a rule is on or off/);
  });

  it("lets a project adopt it: what the baseline knows fails nothing, what is new does", async () => {
    assert.equal((await audit("bare", "--baseline", "known.json", "--write-baseline")).code, 0);
    const again = await audit("bare", "--baseline", "known.json");
    assert.equal(again.code, 0, again.out);
    assert.match(again.err, /findings are in the baseline/);
    await folder().write(
      "bare/other.py",
      "import anthropic\n\nprint(anthropic.Anthropic(max_retries=0).messages.create(model='m'))\n",
    );
    assert.equal((await audit("bare", "--baseline", "known.json", "--only", "AR09")).code, 1);
  });

  it("writes the baseline beside audit.yaml where no other place is named", async () => {
    await audit("bare", "--write-baseline");
    assert.match(await folder().read("bare/.flightdeck/audit-baseline.json"), /"AR09"/);
  });
});
