import assert from "node:assert/strict";
import * as fc from "fast-check";
import { folderTools, type FolderTools } from "../../support/folderTools.ts";
import { runSimulated, simulatedClient, type Ran, type RunOptions } from "../../support/simulatedAgent.ts";
import { inFolder, inSampleProject } from "../../support/temporaryFolder.ts";

const onSample = (prompt: string, options: RunOptions = {}, tools?: readonly string[]): Promise<Ran> =>
  inSampleProject((root) => runSimulated(prompt, { tools: folderTools(root, tools), ...options }));

const has = (text: string, ...parts: readonly string[]): void => {
  for (const part of parts) assert.ok(text.includes(part), `“${part}” is missing in:\n${text}`);
};

describe("the simulated model, asked about the sample project", () => {
  const questions: readonly (readonly [string, ...string[]])[] = [
    [
      "What is the refund limit?",
      "200 EUR",
      "data/refund-policy.md:7",
      "REFUND_LIMIT_EUR = 200.00",
      "src/refunds.py:3",
    ],
    [
      "What is the refund limit, who is on call, and which port does the desk listen on?",
      "200 EUR",
      "Mira Okafor",
      "config/support.toml:4",
      "8642",
    ],
    ["Which orders are late?", "TT-1041", "TT-1047", "TT-1053", "data/orders.json:3"],
    ["Which customers are gold?", "Ilse Brandt", "Aoife Brennan", "data/customers.csv:6"],
    ["How long does delivery take?", "Five to nine days within the EU"],
    ["When does a ticket go to a person?", "max_replies = 3"],
    ["Where is load_orders defined?", "src/orders.py:10", "def load_orders():", "2 more lines"],
    ["Where is `withBackoff` defined?", "web/client.ts:19"],
    ["What does refund_for do?", "src/refunds.py:8", "The amount to pay back in EUR"],
    ["How does the refund work?", "refund_for", "base_amount", "data/refund-policy.md"],
    ["Find every line with TT-1052", "data/orders.json:8", "data/tickets.jsonl:5"],
    ["Summarise this project", "Tern & Tide support agent", "32 files", "`src/`", "node --test"],
    ["What does this project do?", "Answers customer tickets"],
    ["List the files in web/", "web/client.ts", "10 files"],
    ["Explain src/refunds.py", "What the shop pays back", "refund_for", "needs_return"],
    ["Show me config/support.toml", 'engineer = "Mira Okafor"'],
    ["Read client.ts", "withBackoff"],
  ];
  for (const [question, ...parts] of questions)
    it(question, async () => {
      const ran = await onSample(question);
      has(ran.text, ...parts);
      assert.ok(ran.calls.length > 0 && ran.calls.every((call) => !call.isError));
    });

  it("says a sentence before it calls tools, and reads several places at once", async () => {
    const ran = await onSample("What is the refund limit, and who is on call?");
    assert.ok(ran.said.every((sentence) => /^\p{Lu}|^`/u.test(sentence) && sentence.length < 250));
    const messages = ran.messages.map(({ content }) => (Array.isArray(content) ? content : []));
    const uses = messages.map((content) => content.filter((block) => block.type === "tool_use").length);
    assert.ok(Math.max(...uses) >= 2);
  });

  it("says that it found nothing, and where it looked, when there is nothing", async () => {
    const { text } = await onSample("What is the flux capacitor rating?");
    has(text, "I found nothing about “flux capacitor rating”", "searched 32 files");
  });

  it("says who it is and what one can ask, when it is not asked about the project", async () => {
    for (const prompt of ["help", "What can you do?", "Who are you?"])
      has((await onSample(prompt)).text, "simulated model", "no key", "/simulate", "Add a retry");
    has((await onSample("Hello!")).text, "simulated model");
    has((await onSample("Thanks, great work")).text, "welcome");
  });

  it("takes several instructions in their order", async () => {
    const { text, calls } = await onSample(
      "1. List the files in data/\n2. What is the refund limit?\n3. run `node --version`",
    );
    const at = ["data/faq.md", "200 EUR", "succeeded (exit code 0)"].map((part) => text.indexOf(part));
    assert.deepEqual(
      at,
      at.toSorted((a, b) => a - b),
    );
    assert.ok(at.every((position) => position >= 0));
    assert.equal(calls.at(-1)?.name, "run_command");
  });
});

describe("the simulated model, with what it is offered", () => {
  it("does without a tool that is not offered", async () => {
    has((await onSample("What is the refund limit?", {}, ["list_files", "read_file"])).text, "200 EUR");
    has((await onSample("What is the refund limit?", {}, ["search_text"])).text, "REFUND_LIMIT_EUR = 200.00");
    has((await onSample("run `ls`", {}, ["read_file"])).text, "I cannot run `ls`");
    has((await onSample('create a.md with "x"', {}, ["read_file"])).text, "I cannot create `a.md`");
  });

  it("says that it cannot look where no tool is offered at all", async () => {
    has((await onSample("What is the refund limit?", {}, [])).text, "no tool");
  });

  it("uses the names of the offered schema and nothing that it does not have", async () => {
    const seen: unknown[] = [];
    const tools: FolderTools = {
      definitions: [
        {
          name: "search_text",
          input_schema: {
            type: "object",
            properties: { query: { type: "string" }, pattern: { type: "string" } },
          },
        },
      ],
      run: (_name, args) => (seen.push(args), "a.txt:1: The vault code is 12-X"),
    };
    has((await runSimulated("What is the vault code?", { tools })).text, "12-X");
    assert.deepEqual(Object.keys(seen[0] as object), ["query"]);
  });
});

const deny = (names: readonly string[], reason: string) => (name: string) =>
  names.includes(name) ? reason : undefined;

describe("the simulated model, when a tool does not do what it wants", () => {
  it("repeats the reason of a person who said no, and changes nothing", async () => {
    const instead = deny(["edit_file"], "The person did not allow this: wait for the new policy");
    const { text, calls } = await onSample(
      "Change the refund limit to 300 in src/refunds.py and run the tests",
      {
        instead,
      },
    );
    has(
      text,
      "You did not allow the change of `src/refunds.py` (“wait for the new policy”)",
      "did not go on",
    );
    assert.equal(calls.filter((call) => call.name === "edit_file").length, 1);
    assert.ok(calls.every((call) => call.name !== "run_command"));
  });

  it("takes a no without a reason, and that nobody can be asked", async () => {
    const plain = deny(["write_file"], "The person did not allow this. Do not try it again.");
    has(
      (await onSample('create notes.md with "x"', { instead: plain })).text,
      "You did not allow the new file",
    );
    const policy = deny(
      ["run_command"],
      "This is not allowed here, because nobody can be asked. Do without it.",
    );
    has(
      (await onSample("run `npm test`", { instead: policy })).text,
      "I may not make the run",
      "nobody can be asked",
    );
  });

  it("reads a changed file again and tries once more, not twice", async () => {
    let refusals = 0;
    const stale = (times: number) => (name: string) =>
      name === "edit_file" && refusals++ < times ? "src/refunds.py has changed since you read it" : undefined;
    const once = await onSample("Change the refund limit to 300 in src/refunds.py", { instead: stale(1) });
    has(once.text, "I changed `200.00` to `300`");
    refusals = 0;
    const always = await onSample("Change the refund limit to 300 in src/refunds.py", { instead: stale(9) });
    has(always.text, "I could not change", "has changed since you read it");
    assert.equal(refusals, 2);
  });

  it("finds a file that is named without its folder, and says when there is none", async () => {
    has((await onSample("Explain refunds.py")).text, "refund_for");
    has((await onSample("Explain src/nowhere.py")).text, "I could not read `src/nowhere.py`");
  });

  it("reports a command that fails, with its exit code and what it wrote", async () => {
    const { text } = await onSample("run `node -e \"console.log('access denied'); process.exit(3)\"`");
    has(text, "failed (exit code 3)", "access denied");
  });

  it("never goes on for long by itself, whatever tools answer", async () => {
    const prompts = fc.constantFrom(
      "What is the refund limit, who is on call, and which port is it?",
      "Rename function load_orders to read_orders and run the tests",
      'Replace "a" with "b" in src/a.py, then explain src/a.py',
      "Add a retry to the client in src/api.py then summarise the project",
      "Find the three facts",
      'create a.md with "x" and then add a line "y" to a.md',
    );
    const answer = fc.record({
      text: fc.oneof(
        fc.string(),
        fc.constantFrom(
          "a.txt:1: x = 1",
          "src/a.py",
          "[Lines 1-2 of 9. Go on with start_line 3.]",
          "Exit code 1",
        ),
      ),
      fails: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        prompts,
        fc.array(answer, { minLength: 1, maxLength: 12 }),
        async (prompt, answers) => {
          let next = 0;
          const tools: FolderTools = {
            definitions: folderTools(".").definitions,
            run() {
              const { text, fails } = answers[next++ % answers.length] ?? { text: "", fails: false };
              if (fails) throw new Error(text);
              return text;
            },
          };
          const ran = await runSimulated(prompt, { tools, maxSteps: 60 });
          assert.equal(ran.stopReason, "end_turn");
        },
      ),
      { numRuns: 60 },
    );
  });

  it("answers any prompt", async () => {
    const client = simulatedClient();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }), async (prompt) => {
        const message = await client.messages.create({
          model: "simulated",
          max_tokens: 4_000,
          messages: [{ role: "user", content: prompt }],
        });
        assert.ok(message.content.length > 0);
      }),
      { numRuns: 200 },
    );
  });
});

/** The command with which the model would run the tests of a project. */
const testCommand = (files: Readonly<Record<string, string>>): Promise<unknown> =>
  inFolder(files, async (root) => {
    const ran = await runSimulated("Run the tests", {
      tools: folderTools(root),
      instead: (name) => (name === "run_command" ? "Exit code 1" : undefined),
    });
    return ran.calls.find((call) => call.name === "run_command")?.input;
  });

const answer = async (): Promise<unknown> => {
  const { text, calls } = await onSample("What is the refund limit, and who is on call?");
  return { text, calls };
};

describe("the simulated model, in a longer conversation", () => {
  it("runs the project's own test command", async () => {
    const { text, calls } = await onSample("Run the tests");
    assert.deepEqual(calls.at(-1)?.input, { command: "npm test" });
    has(text, "`npm test` succeeded (exit code 0)", "pass 8");
  });

  it("finds the tests of other kinds of projects", async () => {
    assert.deepEqual(await testCommand({ Makefile: "all:\n\ttrue\ntest:\n\ttrue\n" }), {
      command: "make test",
    });
    assert.deepEqual(await testCommand({ "tests/test_a.py": "" }), {
      command: "python3 -m unittest discover -s tests",
    });
    assert.deepEqual(await testCommand({ "tests/test_a.py": "", "pytest.ini": "" }), {
      command: "python3 -m pytest -q",
    });
    assert.deepEqual(await testCommand({ "Cargo.toml": "" }), { command: "cargo test" });
    assert.deepEqual(await testCommand({ "app/package.json": '{"scripts":{"test":"x"}}' }), {
      command: "npm test",
      cwd: "app",
    });
    assert.equal(await testCommand({ "a.txt": "" }), undefined);
  });

  it("goes on where it was, when a turn was cut", async () => {
    await inSampleProject(async (root) => {
      const tools = folderTools(root);
      const cut = await runSimulated("What is the refund limit?", { tools, maxSteps: 1 });
      const went = await runSimulated("go on", { tools, history: cut.messages });
      has(went.text, "200 EUR");
      assert.equal(
        went.calls.some((call) => call.name === "list_files"),
        false,
      );
    });
  });

  it("does the last task again, when it is told to try again", async () => {
    await inSampleProject(async (root) => {
      const tools = folderTools(root);
      const first = await runSimulated("What is the refund limit?", { tools });
      has((await runSimulated("Try again", { tools, history: first.messages })).text, "200 EUR");
    });
  });

  it("answers each turn anew, with what came before in the conversation", async () => {
    await inSampleProject(async (root) => {
      const tools = folderTools(root);
      const first = await runSimulated("What is the refund limit?", { tools });
      const second = await runSimulated("And who is on call?", { tools, history: first.messages });
      has(second.text, "Mira Okafor");
      assert.ok(!second.text.includes("200 EUR"));
    });
  });

  it("gives the same answers in the same order each time", async () => {
    assert.deepEqual(await answer(), await answer());
  });
});
