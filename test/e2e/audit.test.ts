import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Report {
  readonly verdict: string;
  readonly projects: readonly {
    readonly callSites: readonly { readonly file: string; readonly line: number }[];
    readonly items: readonly { readonly code: string; readonly state: string }[];
  }[];
}

describe("the audit of the sample project, by the built command line", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-audit-"));
    await cp(join(root, "media/sample-project"), join(folder, "sample"), { recursive: true });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const audit = (...argv: string[]): Promise<Ran> =>
    new Promise((done) => {
      const args = [join(root, "dist/cli.js"), "audit", ...argv];
      execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 << 20 }, (error, out, err) =>
        done({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
      );
    });

  it("says for ten items what is there, at lines that hold what they name", async () => {
    const { code, out } = await audit("sample", "--format", "json");
    assert.equal(code, 1);
    const report = JSON.parse(out) as Report;
    const [project] = report.projects;
    assert.ok(project);
    assert.equal(project.items.length, 10);
    assert.deepEqual(project.callSites.map(({ file }) => file).toSorted(), ["src/api.py", "web/client.ts"]);
    for (const { file, line } of project.callSites) {
      const text = await readFile(join(folder, "sample", file), "utf8");
      assert.match(text.split("\n")[line - 1] ?? "", /client\.messages\.create\(/);
    }
  });

  it("writes the failures as SARIF and the whole as a page", async () => {
    await audit("sample", "--format", "sarif", "--output", "audit.sarif");
    const sarif = JSON.parse(await readFile(join(folder, "audit.sarif"), "utf8")) as {
      readonly version: string;
      readonly runs: readonly { readonly results: readonly object[] }[];
    };
    assert.equal(sarif.version, "2.1.0");
    assert.ok((sarif.runs[0]?.results.length ?? 0) > 0);
    await audit("sample", "--format", "html", "--output", "audit.html");
    assert.match(await readFile(join(folder, "audit.html"), "utf8"), /^<!doctype html>/);
  });

  it("turns an item when its gap is mended", async () => {
    await writeFile(
      join(folder, "job.py"),
      'import openai\n\nclient = openai.OpenAI(max_retries=0)\nprint(client.responses.create(model="m", input="Hi."))\n',
    );
    assert.equal((await audit("--only", "AR09")).code, 1);
    const text = await readFile(join(folder, "job.py"), "utf8");
    await writeFile(join(folder, "job.py"), text.replace("max_retries=0", ""));
    await writeFile(join(folder, ".gitignore"), "sample\n");
    const mended = await audit("--only", "AR09");
    assert.equal(mended.code, 0, mended.out);
    assert.match(mended.out, /✓ AR09 Retry with backoff: present by default/);
  });
});
