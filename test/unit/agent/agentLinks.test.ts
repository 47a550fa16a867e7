import assert from "node:assert/strict";
import type { AgentDefinition, AgentSource } from "../../../src/core/agent.ts";
import { AGENT_FIELDS, spellingIn } from "../../../src/core/agentFields.ts";
import { meansTool } from "../../../src/core/foreignTools.ts";
import { ourToolNames, TOOL_NAMES } from "../../../src/core/toolNames.ts";
import { parseAgentFile, type ParsedAgent } from "../../../src/agent/agentFile.ts";
import { builtinTools } from "../../../src/tools/index.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { testEngine } from "../../support/testEngine.ts";

const parse = (fields: string, dialect: AgentSource["dialect"] = "flightdeck"): ParsedAgent =>
  parseAgentFile(`---\n${fields}\n---\nYou help.`, { path: "/p/a.md", dialect });

function agentOf(fields: string, dialect?: AgentSource["dialect"]): AgentDefinition {
  const { agent, problems } = parse(fields, dialect);
  assert.deepEqual(problems, []);
  assert.ok(agent);
  return agent;
}

const named = (fields: string): readonly string[] => agentOf(fields).handoffs.map(({ agent }) => agent);

const messages = (fields: string, dialect?: AgentSource["dialect"]): readonly string[] =>
  parse(fields, dialect).problems.map(({ message }) => message);

describe("the MCP servers that an agent file names", () => {
  const stdio = { command: "npx", args: ["-y", "server"] };

  it("are names of the project's, in a list or one text", () => {
    for (const yaml of ["mcpServers: github, files", "mcpServers:\n  - github\n  - files"])
      assert.deepEqual(agentOf(yaml).mcpServers, [{ name: "github" }, { name: "files" }]);
  });

  it("and defines on the spot are a problem that says where the definition belongs", () => {
    const list = `mcpServers:\n  - github\n  - files: ${JSON.stringify(stdio)}`;
    const map = `mcp-servers:\n  github:\n  files: ${JSON.stringify(stdio)}`;
    for (const { agent, problems } of [parse(list, "claude"), parse(map, "copilot")]) {
      assert.deepEqual(agent?.mcpServers, [{ name: "github" }, { name: "files", definition: stdio }]);
      const [problem, ...others] = problems;
      assert.deepEqual([problem?.line, problem?.severity, others], [1, "warning", []]);
      assert.match(
        problem?.message ?? "",
        /server files is defined here, which is not used.*\.vscode\/mcp\.json/,
      );
    }
  });

  it("that make no sense are left out and reported", () => {
    const { agent, problems } = parse("mcpServers: [7, ok, {bad: text}]");
    assert.deepEqual(agent?.mcpServers, [{ name: "ok" }]);
    assert.deepEqual([problems.length, problems[0]?.line], [1, 1]);
  });
});

describe("the hand-offs of an agent file", () => {
  const folder = useTempFolder({
    "project/.github/agents/planner.agent.md":
      "---\nhandoffs:\n  - agent: agent\n  - agent: nobody\n---\nPlan.",
  });

  it("say what the button says, who goes on, with what, and whether at once", () => {
    const yaml = [
      "handoffs:",
      "  - label: Start",
      "    agent: coder",
      "    prompt: Implement the plan.",
      "    send: true",
      "    model: claude-haiku-4-5",
      "  - agent: reviewer",
    ].join("\n");
    assert.deepEqual(agentOf(yaml, "copilot").handoffs, [
      {
        label: "Start",
        agent: "coder",
        prompt: "Implement the plan.",
        send: true,
        model: "claude-haiku-4-5",
      },
      { label: "Go on with reviewer", agent: "reviewer", prompt: "", send: false },
    ]);
  });

  it("are also the agents that Copilot's agents and Claude Code's Agent(…) name, each once", () => {
    assert.deepEqual(named("agents: [coder, reviewer, coder, '*']"), ["coder", "reviewer"]);
    assert.deepEqual(named("tools: Agent(coder, reviewer), Read, Task(tester), Agent"), [
      "coder",
      "reviewer",
      "tester",
    ]);
    assert.deepEqual(named("agents: coder\nhandoffs: [{agent: coder, prompt: Go}]"), ["coder"]);
  });

  it("are sent at once only where the file says true", () => {
    for (const send of ["'true'", "1", "yes please", "null"])
      assert.equal(agentOf(`handoffs: [{agent: a, send: ${send}}]`).handoffs[0]?.send, false, send);
  });

  it("without an agent are left out and reported", () => {
    assert.match(messages("handoffs: [{label: Go}, text]")[0] ?? "", /needs the name of an agent/);
  });

  it("to an agent that the project lacks are reported in their line; VS Code's own agent is the built-in one", async () => {
    const engine = testEngine({ folder: folder().path });
    const { problems } = await engine.agents();
    assert.deepEqual(
      problems.map(({ line, severity, message }) => [line, severity, message.slice(0, 30)]),
      [[3, "warning", "There is no agent named nobody"]],
    );
    assert.equal((await engine.sessions.create({ agent: "agent" })).agent.name, "assistant");
  });
});

describe("a field that another dialect spells differently", () => {
  it("counts all the same, and its mending is known", () => {
    for (const key of ["max_turns", "max-turns", "MaxTurns", "maxturns", "max_iterations"]) {
      const { agent, problems } = parse(`name: x\n${key}: 3`);
      assert.equal(agent?.maxTurns, 3, key);
      assert.deepEqual(
        problems.map(({ line, column, endColumn, severity, replacement }) => [
          line,
          column,
          endColumn,
          severity,
          replacement,
        ]),
        [[2, 0, key.length, "warning", "maxTurns"]],
      );
    }
  });

  it("is mended to what its own dialect calls it", () => {
    const mended = (field: string, dialect: AgentSource["dialect"]) =>
      parse(field, dialect).problems.map(({ replacement }) => replacement);
    assert.deepEqual(mended("mcp-servers: [a]", "claude"), ["mcpServers"]);
    assert.deepEqual(mended("mcpServers: [a]", "copilot"), ["mcp-servers"]);
    assert.deepEqual(mended("mcp-servers: [a]", "copilot"), []);
    assert.deepEqual(mended("user-invokable: false", "copilot"), ["user-invocable"]);
    assert.equal(parse("user-invokable: false", "copilot").agent?.hidden, true);
  });

  it("gives way to the right spelling beside it", () => {
    for (const fields of ["max_turns: 9\nmaxTurns: 3", "maxTurns: 3\nmax_turns: 9"])
      assert.equal(parse(fields).agent?.maxTurns, 3);
  });

  it("can be told apart: no two fields share a spelling", () => {
    const words = AGENT_FIELDS.flatMap((field) => [field.name, ...(field.alias ?? [])]);
    const plain = words.map((word) => word.toLowerCase().replaceAll(/[-_]/g, ""));
    assert.equal(new Set(plain).size, plain.length);
    for (const field of AGENT_FIELDS)
      for (const dialect of field.dialects)
        assert.deepEqual(messages(`${spellingIn(field, dialect)}:`, dialect), []);
  });
});

describe("tool names", () => {
  const folder = useTempFolder({});

  it("of the table are those of the built-in tools", () => {
    const names = builtinTools(testEngine({ folder: folder().path }).ports).map(({ name }) => name);
    assert.deepEqual(TOOL_NAMES.map(({ name }) => name).toSorted(), names.toSorted());
  });

  it("of MCP servers mean one tool, or all of a server's, in every dialect", () => {
    const tool = { name: "mcp__github__get_issue", aliases: ["github/get_issue"] };
    const means = (listed: string): boolean =>
      ourToolNames([listed]).some((pattern) => meansTool(pattern, tool));
    for (const listed of ["github/*", "github/get_issue", "mcp__github", "mcp__github__*", tool.name])
      assert.ok(means(listed), listed);
    for (const listed of ["git/*", "mcp__git", "mcp__github__get", "github", "Read"])
      assert.ok(!means(listed), listed);
  });
});
