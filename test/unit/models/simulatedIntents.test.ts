import assert from "node:assert/strict";
import * as fc from "fast-check";
import { simulateCommand } from "../../../src/models/simulated/simulateCommand.ts";
import { asksIn } from "../../../src/models/simulated/question/ask.ts";
import { splitInstructions } from "../../../src/models/simulated/intents/instructions.ts";
import { readIntents, type Intent } from "../../../src/models/simulated/intents/intent.ts";
import { pathsIn } from "../../../src/models/simulated/text/paths.ts";
import { stem, wordsOf } from "../../../src/models/simulated/text/words.ts";

/** In ms, for 400 kB of this and an instruction. */
function timeToRead(filler: string): number {
  const started = performance.now();
  readIntents(`${filler.repeat(400_000 / filler.length)} run the tests`);
  return performance.now() - started;
}

describe("what a prompt wants", () => {
  const cases: readonly (readonly [string, readonly Partial<Intent>[]])[] = [
    ["hi", [{ kind: "greeting" }]],
    ["Good morning!", [{ kind: "greeting" }]],
    ["ok thanks", [{ kind: "thanks" }]],
    ["What can you do?", [{ kind: "help" }]],
    ["never mind", [{ kind: "acknowledge" }]],
    ["What is the refund limit?", [{ kind: "question" }]],
    ["Great, and who is on call?", [{ kind: "question" }]],
    ["Which tests run at night?", [{ kind: "question" }]],
    ["How do I add a customer?", [{ kind: "question" }]],
    ["where is parseRange defined?", [{ kind: "definition", name: "parseRange" }]],
    ["Where's `refund_for` implemented", [{ kind: "definition", name: "refund_for" }]],
    ["find the definition of checkLookup", [{ kind: "definition", name: "checkLookup" }]],
    ["Summarise this project", [{ kind: "summary" }]],
    ["what does this repo do?", [{ kind: "summary" }]],
    ["Write a summary of the project to docs/SUMMARY.md", [{ kind: "summary", saveTo: "docs/SUMMARY.md" }]],
    ["list all files", [{ kind: "list" }]],
    ["show me the files in src/", [{ kind: "list", folder: "src" }]],
    ["read README.md", [{ kind: "read", paths: ["README.md"], explain: false }]],
    ["explain src/a.py and src/b.py", [{ kind: "read", paths: ["src/a.py", "src/b.py"], explain: true }]],
    ["What does README.md say about refunds?", [{ kind: "question" }]],
    ["Run the tests", [{ kind: "tests" }]],
    ["please run the python tests", [{ kind: "tests", language: "python" }]],
    ["Do the tests pass?", [{ kind: "tests" }]],
    ["run `npm run lint`", [{ kind: "command", command: "npm run lint" }]],
    ["run npm test", [{ kind: "command", command: "npm test" }]],
    [
      'Replace "a" with "b" in x.md, then run the tests',
      [{ kind: "replace", from: "a", to: "b", path: "x.md", exact: true }, { kind: "tests" }],
    ],
    ['replace "and then" with "or" in x.md', [{ kind: "replace", from: "and then", to: "or" }]],
    [
      "Change the limit from 5 to 6 in a/b.py",
      [{ kind: "replace", from: "the limit", old: "5", to: "6", path: "a/b.py" }],
    ],
    ["rename foo to bar", [{ kind: "rename", from: "foo", to: "bar" }]],
    ['add a line "x" to a.md', [{ kind: "insert", text: "x", path: "a.md", where: "end" }]],
    ['create a.md with "x"', [{ kind: "create", path: "a.md", text: "x" }]],
    ["create an empty file a.md", [{ kind: "create", path: "a.md" }]],
    [
      "Add a retry to the client in src/api.py and run the tests",
      [{ kind: "recipe", recipe: "retry", path: "src/api.py" }, { kind: "tests" }],
    ],
    [
      "wrap the fetch in web/get.ts in a retry with backoff",
      [{ kind: "recipe", recipe: "retry", path: "web/get.ts" }],
    ],
    [
      "Add a docstring to find_order in src/o.py",
      [{ kind: "recipe", recipe: "docstring", name: "find_order", path: "src/o.py" }],
    ],
    ['add a comment "why" to load()', [{ kind: "recipe", recipe: "comment", name: "load", text: "why" }]],
    ["refactor src/a.py", [{ kind: "unsupported", paths: ["src/a.py"] }]],
    ["Write tests for src/a.py", [{ kind: "unsupported", paths: ["src/a.py"] }]],
    [
      "1. list the files\n2. run the tests\n3. what is the port?",
      [{ kind: "list" }, { kind: "tests" }, { kind: "question" }],
    ],
    ["What is a? And what is b?", [{ kind: "question" }]],
    ["42", [{ kind: "help" }]],
    ["", [{ kind: "help" }]],
  ];
  for (const [prompt, expected] of cases)
    it(JSON.stringify(prompt), () => {
      const intents = readIntents(prompt);
      assert.deepEqual(
        intents.map((intent) => intent.kind),
        expected.map((intent) => intent.kind),
      );
      for (const [i, wanted] of expected.entries()) {
        const found = Object.entries(intents[i] ?? {}).filter(([key]) => key in wanted);
        assert.deepEqual(Object.fromEntries(found), wanted);
      }
    });

  it("is read in no time, however large and odd the prompt", () => {
    const slowest = Math.max(
      ...["a ", '"', "`a", "```", "```\n", "and ", "a/", "1. x\n", "((", "find the "].map(timeToRead),
    );
    assert.ok(slowest < 1_500, `${Math.round(slowest)} ms`);
  });

  it("loses no word when a prompt is split, and never cuts through a quote", () => {
    const word = fc.constantFrom("run", "the", "tests", '"a and run"', "add", "x.md", "port");
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), (words) => {
        const prompt = words.join(" and ");
        assert.deepEqual(splitInstructions(prompt).join(" and "), prompt);
      }),
    );
  });
});

const labels = (question: string): readonly string[] => asksIn(question).map((ask) => ask.label);

describe("what a question asks for", () => {
  it("is split at commas, “and” and question marks, without the words around it", () => {
    assert.deepEqual(
      labels("What is the refund limit, who is on call, and which port does the desk listen on?"),
      ["refund limit", "on call", "port"],
    );
    assert.deepEqual(labels("Find the vault code and the harbour master in this project"), [
      "vault code",
      "harbour master",
    ]);
  });

  it("is generic only where nothing says what it is", () => {
    assert.deepEqual(
      asksIn("Find the three planted facts").map((ask) => ask.generic),
      [true],
    );
    assert.deepEqual(
      asksIn("Find the three facts: the vault code, the TOML value and the Python constant").map(
        (ask) => ask.generic,
      ),
      [false, true, true],
    );
    assert.equal(asksIn("Three facts: the vault code").length, 2);
  });

  it("keeps quoted text and names as they stand", () => {
    assert.deepEqual(asksIn('Where does "port = 1" stand?')[0]?.literals, ["port = 1"]);
    assert.deepEqual(asksIn("find every line with FACT")[0]?.literals, ["FACT"]);
    assert.deepEqual(asksIn("who calls load_orders and TT-1041")[0]?.literals, ["load_orders"]);
  });
});

describe("words", () => {
  it("are the same in prose, in names and in constants", () => {
    for (const form of ["max refund", "maxRefund", "max_refund", "MAX_REFUND", "Max-Refunds", "max.refund"])
      assert.deepEqual(wordsOf(form), ["max", "refund"], form);
  });

  it("lose the endings of English, so that forms of a word meet", () => {
    for (const [a, b] of [
      ["refunds", "refund"],
      ["policies", "policy"],
      ["stopped", "stopping"],
      ["prices", "price"],
      ["boxes", "box"],
      ["calls", "called"],
      ["addresses", "address"],
    ] as const)
      assert.equal(stem(a), stem(b));
    assert.equal(stem("status"), "status");
    assert.equal(stem("83-alpha"), "83-alpha");
  });
});

describe("paths in a prompt", () => {
  it("are found with and without a folder, and nothing else is", () => {
    assert.deepEqual(pathsIn("see src/api.py:12, ./web/a.test.ts and README.md."), [
      "src/api.py",
      "web/a.test.ts",
      "README.md",
    ]);
    assert.deepEqual(pathsIn("`Makefile` or `src/some dir`"), ["Makefile"]);
    assert.deepEqual(
      pathsIn("client.messages.create(x) at https://example.com/a.html, e.g. 3.5 and/or v1.2"),
      [],
    );
  });
});

describe("a /simulate command", () => {
  it("is read with name, variant, number and task", () => {
    assert.deepEqual(simulateCommand("/simulate rate_limit 3 what is it?"), {
      name: "rate_limit",
      times: 3,
      task: "what is it?",
    });
    assert.deepEqual(simulateCommand("Please /simulate refusal:bio now"), {
      name: "refusal",
      variant: "bio",
      task: "Please   now",
    });
    assert.deepEqual(simulateCommand("/simulate stall 2nd floor?"), { name: "stall", task: "2nd floor?" });
    assert.deepEqual(simulateCommand("/simulate"), { name: "", task: "" });
  });

  it("is not seen where there is none", () => {
    for (const text of ["simulate a rate limit", "docs/simulate rate_limit", "/simulated x"])
      assert.equal(simulateCommand(text), undefined, text);
  });
});
