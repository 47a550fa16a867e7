import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { AgentDefinition, AgentSource } from "../../../src/core/agent.ts";
import { parseAgentFile } from "../../../src/agent/agentFile.ts";
import { BUILTIN_AGENT } from "../../../src/agent/builtinAgent.ts";
import { completionsAt } from "../../../src/views/agentFile/completions.ts";
import { hoverAt } from "../../../src/views/agentFile/hover.ts";
import type { KnownNames } from "../../../src/views/agentFile/names.ts";
import { duplicateText, isAgentName, newAgentText } from "../../../src/views/agentFile/template.ts";

type Dialect = AgentSource["dialect"];

const KNOWN: KnownNames = {
  agents: [{ name: "reviewer", detail: "Reads changes" }],
  models: [
    { name: "sonnet", detail: "the newest of its family: claude-sonnet-5-5" },
    { name: "claude-sonnet-5-5", detail: "200k tokens of context" },
  ],
};

/** The text without its `|`, and where that stood. */
function caret(marked: string) {
  const before = marked.slice(0, marked.indexOf("|")).split("\n");
  const at = { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
  return { text: marked.replace("|", ""), at };
}

function offered(marked: string, dialect: Dialect = "flightdeck"): readonly string[] {
  const { text, at } = caret(marked);
  return completionsAt(text, at, dialect, KNOWN).map(({ name }) => name);
}

/** The text after the named completion was taken, snippet marks and all. */
function taken(marked: string, name: string, dialect: Dialect = "flightdeck"): string {
  const { text, at } = caret(marked);
  const found = completionsAt(text, at, dialect, KNOWN).find((item) => item.name === name);
  assert.ok(found, name);
  const lines = text.split("\n");
  const line = lines[at.line] ?? "";
  return lines.with(at.line, line.slice(0, found.from) + found.snippet + line.slice(found.to)).join("\n");
}

const inside = (line: string): readonly string[] =>
  offered(`---\nhandoffs:\n  - label: Go\n    ${line}\n---\n`);

function hover(marked: string, dialect: Dialect = "flightdeck"): string | undefined {
  const { text, at } = caret(marked);
  return hoverAt(text, at, dialect, KNOWN)?.text;
}

describe("completion in an agent file", () => {
  it("offers the dialect's fields that are not there yet, and writes them with a colon", () => {
    const ours = offered("---\nname: x\n|\n---\n");
    assert.ok(ours.includes("maxTokens") && ours.includes("mcpServers") && !ours.includes("name"));
    const copilot = offered("---\nname: x\n|\n---\n", "copilot");
    assert.ok(copilot.includes("mcp-servers") && !copilot.includes("permissionMode"));
    assert.equal(taken("---\nmax|\n---\n", "maxTurns"), "---\nmaxTurns: \n---\n");
    assert.ok(offered("---\nmaxTu|rns: 3\n---\n").includes("maxTurns"), "the field under the caret stays");
    assert.match(
      taken("---\n|\n---\n", "handoffs"),
      /^---\nhandoffs:\n {2}- label: .*\n {4}agent: .*\n {4}prompt: /,
    );
  });

  it("offers tools as the dialect calls them, in a list, in brackets and after a comma", () => {
    for (const place of ["tools: |", "tools: [read_file, |]", "tools:\n  - |", "disallowedTools: wri|"])
      assert.deepEqual(offered(`---\n${place}\n---\n`).slice(0, 2), ["read_file", "list_files"], place);
    assert.ok(offered("---\ntools: |\n---\n", "claude").includes("Bash"));
    assert.ok(offered("---\ntools: ['|']\n---\n", "copilot").includes("search"));
    assert.equal(taken("---\ntools: Read, Gr|\n---\n", "Grep", "claude"), "---\ntools: Read, Grep\n---\n");
  });

  it("offers models, agents and what else a field can be", () => {
    assert.deepEqual(offered("---\nmodel: |\n---\n"), ["inherit", "sonnet", "claude-sonnet-5-5"]);
    assert.deepEqual(offered("---\nagents: [|]\n---\n"), ["reviewer"]);
    assert.deepEqual(offered("---\nuser-invocable: |\n---\n", "copilot"), ["true", "false"]);
    assert.deepEqual(offered("---\nname: |\n---\n"), []);
  });

  it("knows what belongs into a hand-off", () => {
    assert.deepEqual(inside("|"), ["label", "agent", "prompt", "send", "model"]);
    assert.deepEqual(inside("agent: |"), ["reviewer"]);
    assert.deepEqual(inside("send: |"), ["true", "false"]);
    assert.deepEqual(inside("model: |"), ["sonnet", "claude-sonnet-5-5"]);
    assert.deepEqual(inside("prompt: |"), []);
  });

  it("says nothing in the prompt, in comments and outside of the fences", () => {
    for (const text of ["|", "|---\n", "---\nname: x\n---\ntools: |", "---\n# tools: |\n---\n", "tools: |"])
      assert.deepEqual(offered(text), [], text);
  });

  it("never fails, whatever is written and wherever the caret is", () => {
    const texts = fc.string({ unit: fc.constantFrom(...Array.from("-\n: #ab[]|\t'")), maxLength: 60 });
    fc.assert(
      fc.property(texts, fc.nat(8), fc.nat(20), (text, line, column) => {
        const all = `---\n${text}`;
        const found = completionsAt(all, { line, column }, "flightdeck", KNOWN);
        assert.ok(found.every(({ from, to }) => from <= to));
        hoverAt(all, { line, column }, "copilot", KNOWN);
      }),
    );
  });
});

describe("hover in an agent file", () => {
  it("says what a field does and how the others spell it", () => {
    assert.match(
      hover("---\nmcp-ser|vers: [a]\n---\n", "copilot") ?? "",
      /^MCP servers[^]*Claude Code: `mcpServers` · Copilot: `mcp-servers`$/,
    );
    assert.match(hover("---\npermission|Mode: plan\n---\n", "claude") ?? "", /^Not used here: /);
  });

  it("says what a tool of another dialect means here, and when it means nothing", () => {
    assert.equal(
      hover("---\ntools: Read, Ba|sh(git:*)\n---\n", "claude"),
      "`Bash`: runs a shell command (run_command)",
    );
    assert.equal(hover("---\ntools: [run_|command]\n---\n"), "`run_command`: runs a shell command");
    assert.match(hover("---\ntools: WebF|etch\n---\n", "claude") ?? "", /no tool of this name/);
  });

  it("tells of models and agents, known or not", () => {
    assert.equal(
      hover("---\nmodel: claude-son|net-5-5\n---\n"),
      "`claude-sonnet-5-5`: 200k tokens of context",
    );
    assert.match(hover("---\nmodel: gp|t-9\n---\n") ?? "", /not known here/);
    assert.equal(hover("---\nagents: revie|wer\n---\n"), "`reviewer`: Reads changes");
    assert.equal(hover("---\nname: x\n---\nRead| this\n"), undefined);
  });
});

const parse = (text: string) => parseAgentFile(text, { path: "/p/x.md", dialect: "flightdeck" });
const without = ({ text: _text, ...agent }: AgentDefinition) => ({ ...agent, name: "" });

describe("a new agent file", () => {
  it("is one that can be used at once", () => {
    const { agent, problems } = parse(newAgentText("tester"));
    assert.deepEqual([agent?.name, agent?.tools?.length, problems], ["tester", 3, []]);
    const everything = newAgentText("tester").replaceAll(/^# ?(?=\w+:|  )/gm, "");
    assert.equal(parse(everything).agent?.handoffs[0]?.agent, "assistant", "the comments are right too");
  });

  it("that duplicates another differs in nothing but the name", () => {
    for (const text of [
      "---\n# mine\nname: old\ntools: [read_file] # few\n---\n\nname: no field\n",
      "---\r\ntools: []\r\n---\r\nx",
      "Just a prompt.",
    ]) {
      const { agent: original } = parse(text);
      assert.ok(original);
      const copy = parse(duplicateText(original, "new")).agent;
      assert.equal(copy?.name, "new");
      assert.deepEqual(without(copy), without(original));
    }
    const { agent: builtin } = parse(duplicateText(BUILTIN_AGENT, "mine"));
    assert.deepEqual([builtin?.name, builtin?.prompt], ["mine", BUILTIN_AGENT.prompt]);
  });

  it("has a name that can be a file's", () => {
    assert.deepEqual(["a", "code-reviewer-2", "", "../x", "A b", "-x"].map(isAgentName), [
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
