import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { transformSync } from "esbuild";
import { parseAgentFile } from "../../../src/agent/agentFile.ts";
import { scorer } from "../../../src/safeguards/injection/score.ts";
import { folderTools } from "../../support/folderTools.ts";
import { runSimulated } from "../../support/simulatedAgent.ts";
import { SAMPLE_PROJECT, inSampleProject } from "../../support/temporaryFolder.ts";

const paths = readdirSync(SAMPLE_PROJECT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(SAMPLE_PROJECT, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
const read = (path: string): string => readFileSync(join(SAMPLE_PROJECT, path), "utf8");

describe("the sample project", () => {
  it("is small, holds only text, and no repository or installed packages", () => {
    const bytes = paths.reduce((sum, path) => sum + statSync(join(SAMPLE_PROJECT, path)).size, 0);
    assert.ok(bytes < 40_000, `${bytes} bytes`);
    assert.ok(paths.length <= 35);
    for (const path of paths) {
      assert.ok(!/(?:^|\/)(?:\.git|node_modules|__pycache__)\//u.test(path), path);
      assert.ok(!read(path).includes("\0"), path);
    }
  });

  it("has an agent file without a problem", () => {
    const path = ".flightdeck/agents/support.md";
    const { agent, problems } = parseAgentFile(read(path), { path, dialect: "flightdeck" });
    assert.deepEqual(problems, []);
    assert.equal(agent?.name, "support");
    assert.deepEqual(agent?.tools?.toSorted(), [
      "edit_file",
      "list_files",
      "read_file",
      "run_command",
      "search_text",
      "write_file",
    ]);
    assert.equal(agent?.maxTurns, 30);
  });

  it("parses, and passes its own tests with nothing but Node", async () => {
    for (const path of paths.filter((each) => /\.(?:ts|js)$/u.test(each)))
      transformSync(read(path), { loader: path.endsWith("ts") ? "ts" : "js" });
    await inSampleProject(async (root) => {
      const output = execFileSync(process.execPath, ["--test"], { cwd: root, encoding: "utf8" });
      assert.match(output, /pass 8\b/u);
    });
  });

  it("agrees with itself about its figures", () => {
    assert.match(read("data/refund-policy.md"), /The refund limit is 200 EUR/u);
    assert.match(read("src/refunds.py"), /REFUND_LIMIT_EUR = 200\.00/u);
    assert.match(read("config/support.toml"), /port = 8642/u);
    assert.match(read("web/server.ts"), /PORT = 8642/u);
    const orders = new Set((JSON.parse(read("data/orders.json")) as { id: string }[]).map(({ id }) => id));
    const customers = read("data/customers.csv");
    for (const line of read("data/tickets.jsonl").trim().split("\n")) {
      const ticket = JSON.parse(line) as { order: string; customer: string };
      assert.ok(orders.has(ticket.order) && customers.includes(ticket.customer), line);
    }
  });

  describe("when a session reads it", () => {
    const score = scorer();

    it("has one file that looks like instructions to an AI, and says so", () => {
      const found = paths.filter((path) => score(read(path)).suspicious);
      assert.deepEqual(found, ["data/held-back-mail.txt"]);
      assert.match(read("README.md"), /`data\/held-back-mail\.txt` \| .*taints a session/u);
    });

    const questions = [
      "What is the refund limit?",
      "Which orders are late?",
      "Which customers are gold?",
      "When does a ticket go to a person?",
      "How does the refund work?",
      "How does the agent answer a ticket?",
      "Who is on call?",
      "Find every line with TT-1052",
    ];
    for (const question of questions)
      it(`leaves the session untainted: ${question}`, async () => {
        const { calls } = await inSampleProject((root) =>
          runSimulated(question, { tools: folderTools(root) }),
        );
        assert.ok(calls.length > 0);
        for (const { result } of calls) assert.equal(score(result).suspicious, false, score(result).excerpt);
      });
  });
});
