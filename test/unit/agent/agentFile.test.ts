import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { AgentDefinition, AgentSource } from "../../../src/core/agent.ts";
import { parseAgentFile, type ParsedAgent } from "../../../src/agent/agentFile.ts";

const source = (path: string, dialect: AgentSource["dialect"] = "flightdeck"): AgentSource => ({
  path,
  dialect,
});
const parse = (text: string, path = "/p/.flightdeck/agents/helper.md"): ParsedAgent =>
  parseAgentFile(text, source(path));

/** The fields that differ from those of an agent that has only a prompt. */
function told(text: string, path?: string): Partial<AgentDefinition> {
  const { agent, problems } = parse(text, path);
  assert.deepEqual(problems, []);
  assert.ok(agent);
  const { text: _text, source: _source, ...rest } = agent;
  return rest;
}

/** Problems as `line:column message`. */
const problems = (text: string): readonly string[] =>
  parse(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

const CLAUDE = `---
name: code-reviewer
description: Reviews code. Use proactively after a change.
tools: Read, Grep, Glob, Bash(git diff:*, git log:*), mcp__jira__search
disallowedTools: Write, WebFetch
model: sonnet
permissionMode: acceptEdits
maxTurns: 12
skills: [pdf]
color: blue
hooks:
  PreToolUse:
    - matcher: Bash
      hooks: [{ type: command, command: ./check.sh }]
---

You are a senior reviewer.

---
That line above is a rule, not a fence.
`;

const COPILOT = `---
description: 'Plans a feature: steps, files, risks'
argument-hint: What to plan
tools: ['search', 'edit', 'server/*', 'runCommands']
model: ['GPT-5 (copilot)', 'claude-sonnet-5-5']
handoffs:
  - label: Start
    agent: agent
    prompt: Go on
    send: false
user-invocable: true
---
# Planning

Make a plan.
`;

const toolsOf = (line: string): readonly string[] | undefined => told(`---\n${line}\n---\nx`).tools;

describe("an agent file", () => {
  it("of Claude Code gives name, description, tools by our names, model and limit; the rest is let be", () => {
    assert.deepEqual(told(CLAUDE, "/p/.claude/agents/reviewer.md"), {
      name: "code-reviewer",
      description: "Reviews code. Use proactively after a change.",
      models: ["sonnet"],
      tools: ["read_file", "search_text", "list_files", "run_command", "mcp__jira__search"],
      disallowedTools: ["write_file", "WebFetch"],
      maxTurns: 12,
      mcpServers: [],
      handoffs: [],
      prompt: "You are a senior reviewer.\n\n---\nThat line above is a rule, not a fence.",
    });
  });

  it("of Copilot is named after its file and may name several models", () => {
    assert.deepEqual(told(COPILOT, "/p/.github/agents/planner.agent.md"), {
      name: "planner",
      description: "Plans a feature: steps, files, risks",
      models: ["GPT-5 (copilot)", "claude-sonnet-5-5"],
      tools: ["list_files", "search_text", "edit_file", "write_file", "server/*", "run_command"],
      disallowedTools: [],
      mcpServers: [],
      handoffs: [{ label: "Start", agent: "agent", prompt: "Go on", send: false }],
      prompt: "# Planning\n\nMake a plan.",
    });
  });

  it("may be a prompt and nothing else", () => {
    const prompt = {
      name: "helper",
      description: "",
      models: [],
      disallowedTools: [],
      mcpServers: [],
      handoffs: [],
      prompt: "Just help.",
    };
    for (const text of [
      "Just help.",
      "---\n---\nJust help.",
      "---\n# only a comment\n---\nJust help.",
      "\nJust help.\n\n",
    ]) {
      assert.deepEqual(told(text), prompt);
    }
  });

  it("is read whatever its line breaks, with or without a byte order mark, and kept as it is", () => {
    const plain = told(COPILOT);
    for (const text of [
      COPILOT.replaceAll("\n", "\r\n"),
      `\uFEFF${COPILOT}`,
      COPILOT.replace("---\n", "---  \n"),
    ]) {
      const { prompt, ...rest } = told(text);
      assert.deepEqual({ ...rest, prompt: prompt?.replaceAll("\r", "") }, plain);
      assert.equal(parse(text).agent?.text, text);
    }
  });

  it("takes all tools for * and for no word of tools, and none for an empty list", () => {
    assert.deepEqual(
      [toolsOf("tools: '*'"), toolsOf("name: a"), toolsOf("tools:"), toolsOf("tools: []")],
      [undefined, undefined, undefined, []],
    );
    assert.deepEqual(toolsOf("tools: [constructor, toString]"), ["constructor", "toString"]);
  });

  it("leaves the model to the person where it says inherit", () => {
    assert.deepEqual(told("---\nmodel: inherit\n---\nx").models, []);
  });

  it("that is no valid YAML is reported where the mistake is, and not used", () => {
    const broken = "---\nname: a\ntools: [Read, Grep\nmodel: sonnet\n---\nx";
    assert.equal(parse(broken).agent, undefined);
    assert.match(problems(broken)[0] ?? "", /^3:\d+ The frontmatter is not valid YAML: /);
    assert.match(problems("---\nname: a\nname: b\n---\nx")[0] ?? "", /^2:0 .*unique/);
    assert.match(problems('---\nname: "a\n---\nx')[0] ?? "", /not valid YAML/);
    assert.match(problems("---\n- a\n- b\n---\nx")[0] ?? "", /^1:0 .*list of fields/);
    assert.match(problems("---\njust a text\n---\nx")[0] ?? "", /list of fields/);
  });

  it("that tries to grow by aliases is refused", () => {
    const names = "abcdefgh".split("");
    const levels = names.map(
      (name, n) =>
        `${name}: &${name} [${
          n === 0
            ? "x"
            : Array(9)
                .fill(`*${names[n - 1]}`)
                .join(", ")
        }]`,
    );
    assert.match(problems(`---\n${levels.join("\n")}\n---\nx`)[0] ?? "", /not valid YAML/);
  });

  it("with fields of wrong types is used without them, each reported in its line", () => {
    const text =
      "---\nname: 5\ndescription: [a]\nmaxTurns: many\nmaxTokens: 0\nmodel: {a: 1}\ntools: [1, 2]\n---\nx";
    assert.deepEqual(problems(text), [
      "6:0 tools must be a list of names.",
      "3:0 maxTurns must be a whole number above 0.",
      "4:0 maxTokens must be a whole number above 0.",
      "1:0 name must be a text.",
      "2:0 description must be a text.",
      "5:0 model must be a list of names.",
    ]);
    const { agent } = parse(text);
    assert.deepEqual(
      [agent?.name, agent?.tools, agent?.models, agent?.maxTurns],
      ["helper", undefined, [], undefined],
    );
  });

  it("without a closing fence or without a prompt cannot be used, and says so", () => {
    assert.deepEqual(problems("---\nname: a\n\nYou are"), [
      "0:0 The frontmatter is not closed: a line with --- is missing.",
    ]);
    for (const text of ["", "   \n", "---\nname: a\n---\n\n"]) {
      assert.equal(parse(text).agent, undefined);
      assert.match(problems(text)[0] ?? "", /has no prompt/);
    }
  });

  it("is read without a failure, whatever it holds, and fast", () => {
    const yamls = fc.string({
      unit: fc.constantFrom(...Array.from("ab1:- \n\t{}[]&*!|>'\"%@`#,?\0\ud800é🙂")),
      maxLength: 40,
    });
    fc.assert(
      fc.property(yamls, fc.string(), (yaml, body) => {
        const { agent, problems: found } = parse(`---\n${yaml}\n---\n${body}`);
        assert.ok(agent !== undefined || found.length > 0);
      }),
    );
    const keys = Array.from({ length: 100_000 }, (_, n) => `key${n}: x`).join("\n");
    const started = performance.now();
    assert.match(problems(`---\n${keys}\n---\nx`)[0] ?? "", /longer than/);
    parse(`---\ntools: "${"a,(".repeat(10_000)}"\n---\n${"x\n".repeat(300_000)}`);
    parse(`---\nx: ${"{a: [".repeat(100)}\n---\nx`);
    assert.ok(performance.now() - started < 5_000);
  });
});
