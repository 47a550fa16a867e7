import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { BUILTIN_AGENT } from "../../../src/agent/builtinAgent.ts";
import { readAgents } from "../../../src/agent/catalog.ts";
import { systemPrompt } from "../../../src/agent/prompt.ts";
import { NodeFiles } from "../../../src/node/files.ts";
import { TempFolder, useTempFolder } from "../../support/tempFolder.ts";

const agent = (name: string, prompt = "Help."): string => `---\nname: ${name}\n---\n${prompt}\n`;

describe("the agents of a project", () => {
  const folder = useTempFolder();
  const read = () => readAgents(new NodeFiles([folder().path]));
  const names = async (): Promise<readonly string[]> => (await read()).agents.map(({ name }) => name);

  it("are those of all three folders, and the built-in one", async () => {
    await folder().write(".claude/agents/b.md", agent("claude-b"));
    await folder().write(".claude/agents/a.md", agent("claude-a"));
    await folder().write(".github/agents/x.agent.md", "Help.");
    await folder().write(".flightdeck/agents/own.md", agent("own"));
    await folder().write(".flightdeck/agents/notes.txt", "no agent");
    await folder().write(".flightdeck/agents/folder.md/inner.md", agent("inner"));
    assert.deepEqual(await names(), ["own", "claude-a", "claude-b", "x", BUILTIN_AGENT.name]);
  });

  it("are one where two have a name: ours wins, and may replace the built-in one", async () => {
    await folder().write(".claude/agents/a.md", agent(BUILTIN_AGENT.name, "Claude's."));
    await folder().write(".flightdeck/agents/a.md", agent(BUILTIN_AGENT.name, "Ours."));
    assert.deepEqual(
      (await read()).agents.map(({ prompt }) => prompt),
      ["Ours."],
    );
  });

  it("of a second root come after those of the first", async () => {
    const other = await TempFolder.create({
      ".claude/agents/a.md": agent("same", "Second."),
      ".claude/agents/b.md": agent("more"),
    });
    await folder().write(".github/agents/a.md", agent("same", "First."));
    const { agents } = await readAgents(new NodeFiles([folder().path, other.path]));
    assert.deepEqual(
      agents.slice(0, 2).map(({ name, prompt }) => [name, prompt]),
      [
        ["same", "First."],
        ["more", "Help."],
      ],
    );
    await other.remove();
  });

  it("that cannot be used are problems of their files, and the others are there", async () => {
    await folder().write(".claude/agents/good.md", agent("good"));
    await folder().write(".claude/agents/broken.md", "---\nname: [\n---\nx");
    await folder().write(".claude/agents/huge.md", "x".repeat(2e6));
    await folder().write(".claude/agents/binary.md", Buffer.from([0xff, 0xfe, 0x00]));
    const { agents, problems } = await read();
    assert.deepEqual(
      agents.map(({ name }) => name),
      ["good", BUILTIN_AGENT.name],
    );
    const found = problems.map(({ path, message }) => `${path.split("/").at(-1)}: ${message.slice(0, 45)}`);
    assert.deepEqual(found, [
      "binary.md: The agent file cannot be used: The encoded da",
      "broken.md: The frontmatter is not valid YAML: Flow seque",
      "huge.md: The agent file cannot be used: it is larger t",
    ]);
  });

  it("do not come from outside the project, however a link leads there", async () => {
    const outside = await TempFolder.create({
      "secret.md": agent("secret"),
      "agents/other.md": agent("other"),
    });
    await folder().write(".claude/agents/good.md", agent("good"));
    await symlink(outside.at("secret.md"), folder().at(".claude/agents/link.md"));
    await symlink(outside.at("nothing.md"), folder().at(".claude/agents/dangling.md"));
    await folder().write(".github/x", "");
    await symlink(outside.at("agents"), folder().at(".github/agents"));
    const { agents, problems } = await read();
    assert.deepEqual(
      agents.map(({ name }) => name),
      ["good", BUILTIN_AGENT.name],
    );
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        "The agent file cannot be used: it is a link to a file outside the folder.",
        "The agent file cannot be used: it is a link to a file outside the folder.",
      ],
    );
    await outside.remove();
  });

  it("may be links to files inside the project", async () => {
    await folder().write("docs/agent.md", agent("linked"));
    await folder().write(".claude/agents/x", "");
    await symlink(folder().at("docs/agent.md"), folder().at(".claude/agents/a.md"));
    assert.deepEqual(await names(), ["linked", BUILTIN_AGENT.name]);
  });

  it("are the built-in one where a folder of agents cannot be read, and that is a problem", async () => {
    await folder().write(".claude/agents/a.md", agent("a"));
    const files = new NodeFiles([folder().path]);
    files.list = () => Promise.reject(new Error("EACCES: permission denied"));
    const { agents, problems } = await readAgents(files);
    assert.deepEqual(agents, [BUILTIN_AGENT]);
    assert.match(problems[0]?.message ?? "", /folder of agents cannot be used: EACCES/);
  });

  it("are the built-in one where no folder is open", async () => {
    assert.deepEqual(await readAgents(new NodeFiles([])), { agents: [BUILTIN_AGENT], problems: [] });
  });
});

describe("the system prompt", () => {
  const folder = useTempFolder();
  const prompt = async (roots = [folder().path]): Promise<string> =>
    (await systemPrompt(BUILTIN_AGENT, new NodeFiles(roots), "linux")).map(({ text }) => text).join("");

  it("is the agent's, with where it works and the project's instructions, and without a date", async () => {
    await folder().write("AGENTS.md", "Use tabs.");
    const text = await prompt();
    assert.ok(text.startsWith(BUILTIN_AGENT.prompt));
    assert.ok(text.includes(folder().path) && text.includes("linux") && text.endsWith("Use tabs."));
    assert.doesNotMatch(text.replace(folder().path, ""), /20\d\d|\d\d:\d\d/);
    assert.equal(await prompt(), text);
  });

  it("does without instructions that are too large, unreadable or from outside", async () => {
    const without = await prompt();
    for (const content of ["x".repeat(100_000), Buffer.from([0xff, 0xfe])]) {
      await folder().write("AGENTS.md", content);
      assert.equal(await prompt(), without);
    }
    const outside = await TempFolder.create({ "AGENTS.md": "the person's own file" });
    await folder().write("sub/x", "");
    await symlink(outside.at("AGENTS.md"), folder().at("sub/AGENTS.md"));
    assert.ok(!(await prompt([folder().at("sub")])).includes("own file"));
    await outside.remove();
  });

  it("says where there is no folder", async () => {
    assert.match(await prompt([]), /No folder is open/);
  });
});
