import assert from "node:assert/strict";
import { validateArguments } from "../../../src/safeguards/toolArguments.ts";
import { NodeFiles } from "../../../src/node/files.ts";
import { stillClock, toolCall } from "./room.ts";
import { builtinTools } from "../../../src/tools/index.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { nodeProcesses } from "../../../src/node/processes.ts";

const tools = builtinTools({
  files: new NodeFiles(["/"]),
  processes: nodeProcesses,
  clock: stillClock,
  settings: { current: DEFAULT_SETTINGS },
  env: {},
  platform: { os: "linux" },
});

const title = (name: string, input: unknown): string | undefined =>
  tools.find((tool) => tool.name === name)?.title(input);

describe("the built-in tools", () => {
  it("come in one order, with their effects", () => {
    assert.deepEqual(
      tools.map(({ name, effects }) => `${name}: ${effects}`),
      [
        "list_files: read",
        "read_file: read",
        "search_text: read",
        "edit_file: write",
        "write_file: write",
        "run_command: execute",
      ],
    );
  });

  it("ask before anything but reading", () => {
    for (const tool of tools) assert.equal("approval" in tool, tool.effects !== "read");
  });

  it("cost little in every request", () => {
    const sent = tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      input_schema: inputSchema,
    }));
    assert.ok(JSON.stringify(sent).length < 4_000);
  });

  for (const tool of tools) {
    it(`${tool.name} has a title for whatever a model sends`, () => {
      for (const input of [undefined, null, "text", 5, [], {}, { path: {} }, { command: ["ls"] }])
        assert.equal(typeof tool.title(input), "string");
    });

    it(`${tool.name} refuses arguments that it does not know`, async () => {
      await assert.rejects(validateArguments(tool).run({ unknown: 1 }, toolCall()), /"unknown"/);
    });
  }

  it("have titles that say what is done", () => {
    assert.equal(title("read_file", { path: "a.py", start_line: 1, end_line: 80 }), "a.py:1-80");
    assert.equal(title("search_text", { pattern: "x", folder: "src", glob: "*.ts" }), '"x" in src in *.ts');
    assert.equal(title("list_files", {}), ".");
    assert.equal(title("run_command", { command: "a\nb" }), "a…");
  });
});
