import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import * as fc from "fast-check";
import { insertLines, smallestEdit } from "../../../src/models/simulated/text/edits.ts";
import { addComment, addDocstring } from "../../../src/models/simulated/recipes/comment.ts";
import { sourceOf, type Change, type Source } from "../../../src/models/simulated/recipes/recipe.ts";
import { addRetry } from "../../../src/models/simulated/recipes/retry.ts";
import { addTimeout } from "../../../src/models/simulated/recipes/timeout.ts";
import { folderTools } from "../../support/folderTools.ts";
import { runSimulated } from "../../support/simulatedAgent.ts";
import { inFolder, inSampleProject } from "../../support/temporaryFolder.ts";

const PYTHON = spawnSync("python3", ["--version"]).status === 0;
const PYTHON_TESTS = ["-B", "-m", "unittest", "discover", "-s", "tests"];

/** Throws where the text is no valid source; Python is only checked on machines that have it. */
function assertParses(path: string, text: string): void {
  if (!path.endsWith(".py")) {
    transformSync(text, { loader: path.endsWith("ts") ? "ts" : "js" });
  } else if (PYTHON) {
    execFileSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], { input: text });
  }
}

const source = (path: string, text: string): Source => {
  const found = sourceOf(path, text);
  assert.ok(found);
  return found;
};

function textAfter(change: Change): string {
  assert.ok("text" in change, "problem" in change ? change.problem : "");
  return change.text;
}

/** What a prompt makes of a file, through the real loop. */
const edited = (
  prompt: string,
  path: string,
  text: string,
): Promise<{ file: string; answer: string; edits: number }> =>
  inFolder({ [path]: text }, async (root) => {
    const ran = await runSimulated(prompt, { tools: folderTools(root) });
    const edits = ran.calls.filter((call) => /edit|write/u.test(call.name) && !call.isError).length;
    return { file: readFileSync(join(root, path), "utf8"), answer: ran.text, edits };
  });

describe("the simulated model, asked for an exact edit", () => {
  const cases: readonly (readonly [prompt: string, path: string, before: string, after: string])[] = [
    ['replace "a b" with "c" in notes.md', "notes.md", "x a b\ny\n", "x c\ny\n"],
    ['Please replace "x" with "y" everywhere in notes.md.', "notes.md", "x\nx\n", "y\ny\n"],
    ['in notes.md, change "red" to "blue"', "notes.md", "red\n", "blue\n"],
    ["change `timeout: 5` to `timeout: 9` in app.yaml", "app.yaml", "timeout: 5\n", "timeout: 9\n"],
    ['replace "a" with "b"', "only.txt", "a here\n", "b here\n"],
    [
      "change the refund limit to 300 in policy.py",
      "policy.py",
      "REFUND_LIMIT = 200.00\n",
      "REFUND_LIMIT = 300\n",
    ],
    ["raise the max retries from 3 to 5 in a.toml", "a.toml", "max_retries = 3\n", "max_retries = 5\n"],
    ['set the owner to "Ada" in a.toml', "a.toml", 'owner = "Bob"\n', 'owner = "Ada"\n'],
    [
      "rename function foo to bar in a.py",
      "a.py",
      "def foo():\n    foobar(foo)\n",
      "def bar():\n    foobar(bar)\n",
    ],
    ["rename foo to bar", "src/a.ts", "const foo = 1;\nfoo;\n", "const bar = 1;\nbar;\n"],
    ['add a line "- three" to list.md', "list.md", "- one\n- two\n", "- one\n- two\n- three\n"],
    ['add a line "zero" at the top of list.md', "list.md", "one", "zero\none"],
    ['add the line "b" after "a" in list.md', "list.md", "a\nc\n", "a\nb\nc\n"],
    ['insert "b" before the line "c" in list.md', "list.md", "a\nc\n", "a\nb\nc\n"],
    ['remove the line "drop me" from list.md', "list.md", "a\nplease drop me now\nc\n", "a\nc\n"],
    ['delete "old " from list.md', "list.md", "an old hat\n", "an hat\n"],
    ['create notes/new.md with "hello"', "notes/new.md", "", "hello\n"],
    ["create a.txt containing two words", "a.txt", "", "two words\n"],
    ["create run.py with\n```python\nprint(1)\nprint(2)\n```", "run.py", "", "print(1)\nprint(2)\n"],
    ['replace "line one" with "x" in w.txt', "w.txt", "line one\r\ntwo\r\n", "x\r\ntwo\r\n"],
  ];
  for (const [prompt, path, before, after] of cases)
    it(`${prompt.split("\n")[0]}`, async () => {
      const files = before === "" ? { "other.txt": "x" } : { [path]: before };
      await inFolder(files, async (root) => {
        await runSimulated(prompt, { tools: folderTools(root) });
        assert.equal(readFileSync(join(root, path), "utf8"), after);
      });
    });

  it("changes a file with one call, after reading it, and shows the change", async () => {
    const { answer, edits } = await edited('replace "two" with "2" in a.md', "a.md", "one\ntwo\nthree\n");
    assert.equal(edits, 1);
    assert.match(answer, /`a\.md:2`/u);
    assert.match(answer, /- two\n\+ 2/u);
  });

  it("says what it could not find, and changes nothing", async () => {
    for (const prompt of [
      'replace "nope" with "x" in a.md',
      "rename nope to other in a.md",
      "change the flux to 3 in a.md",
    ]) {
      const { file, answer, edits } = await edited(prompt, "a.md", "one = 1\n");
      assert.equal(file, "one = 1\n");
      assert.equal(edits, 0);
      assert.match(answer, /changed nothing|nothing to rename/u);
    }
  });

  it("does not rename over a name that is there", async () => {
    const { file, answer } = await edited("rename foo to bar in a.py", "a.py", "foo = 1\nbar = 2\n");
    assert.equal(file, "foo = 1\nbar = 2\n");
    assert.match(answer, /has a `bar` already/u);
  });

  it("renames in every file that has the name, or in none", async () => {
    const files = { "a.py": "foo = 1\n", "lib/b.py": "from a import foo\n" };
    await inFolder(files, async (root) => {
      await runSimulated("rename foo to bar", { tools: folderTools(root) });
      assert.equal(readFileSync(join(root, "a.py"), "utf8"), "bar = 1\n");
      assert.equal(readFileSync(join(root, "lib/b.py"), "utf8"), "from a import bar\n");
    });
    await inFolder({ ...files, "lib/b.py": "from a import foo\nbar = 2\n" }, async (root) => {
      const ran = await runSimulated("rename foo to bar", { tools: folderTools(root) });
      assert.match(ran.text, /`lib\/b\.py` has a `bar` already/u);
      assert.equal(readFileSync(join(root, "a.py"), "utf8"), "foo = 1\n");
    });
  });

  it("says honestly which edits are beyond it, and what it saw", async () => {
    const { answer, edits } = await edited("refactor a.py to be async", "a.py", "def work():\n    pass\n");
    assert.equal(edits, 0);
    assert.match(answer, /`work`/u);
    assert.match(answer, /cannot make that change/u);
  });
});

describe("the simulated model, on the sample project", () => {
  it("adds a retry to the client in src/api.py and runs the tests, which still pass", async () => {
    await inSampleProject(async (root) => {
      const ran = await runSimulated("Add a retry to the client in src/api.py and run the tests", {
        tools: folderTools(root),
      });
      const text = readFileSync(join(root, "src/api.py"), "utf8");
      assertParses("src/api.py", text);
      assert.match(
        text,
        /response = with_retry\(\n {8}lambda: client\.messages\.create\(\n {12}model=MODEL,/u,
      );
      assert.match(ran.text, /wrapped the call/u);
      assert.match(ran.text, /`npm test` succeeded/u);
      assert.equal(ran.calls.filter((call) => call.name === "edit_file").length, 1);
      assert.ok(ran.calls.every((call) => !call.isError));
      if (PYTHON) execFileSync("python3", PYTHON_TESTS, { cwd: root, stdio: "pipe" });
    });
  });

  const edits: readonly (readonly [string, string, RegExp])[] = [
    ["Add a timeout to the client in src/api.py", "src/api.py", /max_retries=0,\n {4}timeout=30\.0,\n\)/u],
    [
      "Add a docstring to late_orders in src/orders.py",
      "src/orders.py",
      /def late_orders\(\):\n {4}"""The late orders\."""/u,
    ],
    [
      "Document everything in src/tools.py: add docstrings",
      "src/tools.py",
      /def get_order\(order_id\):\n {4}"""Get the order\."""/u,
    ],
    [
      'Add a comment "Keep in step with the policy." above refund_for in src/refunds.py',
      "src/refunds.py",
      /# Keep in step with the policy\.\ndef refund_for/u,
    ],
    ["Rename the function late_orders to overdue_orders", "src/orders.py", /def overdue_orders\(\)/u],
    [
      "Add a doc comment to lateOrders in web/orders.js",
      "web/orders.js",
      /\/\*\* The late orders\. \*\/\nexport function lateOrders/u,
    ],
    [
      "Add a comment to draftReply in web/draft.ts",
      "web/draft.ts",
      /\/\/ The draft reply\.|\/\/ Draft the reply\./u,
    ],
  ];
  for (const [prompt, path, expected] of edits)
    it(`${prompt}: the file parses and the tests pass`, async () => {
      await inSampleProject(async (root) => {
        await runSimulated(prompt, { tools: folderTools(root) });
        const text = readFileSync(join(root, path), "utf8");
        assert.match(text, expected);
        assertParses(path, text);
        if (!path.endsWith(".py")) execFileSync(process.execPath, ["--test"], { cwd: root, stdio: "pipe" });
        else if (PYTHON) execFileSync("python3", PYTHON_TESTS, { cwd: root, stdio: "pipe" });
      });
    });

  it("sees that web/client.ts retries already", async () => {
    await inSampleProject(async (root) => {
      const ran = await runSimulated("Add a retry to the client in web/client.ts", {
        tools: folderTools(root),
      });
      assert.match(ran.text, /retries already/u);
    });
  });
});

const problem = (change: Change): string => ("problem" in change ? change.problem : "");

describe("the retry recipe", () => {
  const python: Readonly<Record<string, string>> = {
    "a call on one line":
      'import anthropic\n\nclient = anthropic.Anthropic()\nprint(client.messages.create(model="m"))\n',
    "a method of a class":
      "import os\nfrom anthropic import Anthropic\n\n\nclass Bot:\n    def __init__(self):\n        self.client = Anthropic()\n\n    @property\n    def reply(self):\n        return self.client.messages.create(\n            model='m',\n            messages=[{'role': 'user', 'content': 'a ) b'}],\n        ).content\n",
    "an awaited call":
      "import anthropic\n\nclient = anthropic.AsyncAnthropic()\n\n\nasync def ask(q):\n    answer = await client.messages.create(\n        model='m',\n        messages=q,\n    )\n    return answer\n",
    "a call with a text of several lines":
      'import requests\n\n\ndef send():\n    return requests.post("https://example.com", data="""\na ( b\n  c\n""")\n',
    "a module with a docstring and no imports":
      '"""What it does.\n\nMore.\n"""\n\n\ndef get(u):\n    return urlopen(u)\n',
    "two calls":
      "import httpx\n\n\ndef a():\n    return httpx.get('a')\n\n\ndef b():\n    return httpx.get('b')\n",
  };
  for (const [name, text] of Object.entries(python))
    it(`wraps ${name} in Python`, () => {
      const after = textAfter(addRetry(source("a.py", text)));
      assertParses("a.py", after);
      assert.match(after, /(?:async )?def with_retry\(call, attempts=3, delay=0\.5\):/u);
      const calls = after.match(/with_retry\(\s*lambda: /gu) ?? [];
      assert.equal(calls.length, name === "two calls" ? 2 : 1);
      assert.match(after, name === "an awaited call" ? /^import asyncio$/mu : /^import time$/mu);
    });

  it("really tries again in Python, three times, and then gives up", function () {
    if (!PYTHON) return;
    const text = textAfter(addRetry(source("a.py", "def get(u):\n    return urlopen(u)\n")));
    const program = `${text}
time.sleep = lambda seconds: waits.append(seconds)
waits, tries = [], []
def urlopen(u):
    tries.append(u)
    if len(tries) < u:
        raise OSError("down")
    return "ok"
assert get(3) == "ok" and waits == [0.5, 1.0], waits
tries.clear()
try:
    get(9)
    raise SystemExit("did not give up")
except OSError:
    assert len(tries) == 3
`;
    execFileSync("python3", ["-c", program], { stdio: "pipe" });
  });

  const script: Readonly<Record<string, readonly [string, string]>> = {
    "an awaited SDK call": [
      "a.ts",
      'import Anthropic from "@anthropic-ai/sdk";\n\nconst client = new Anthropic();\n\n/** Asks. */\nexport async function ask(q: string) {\n  return await client.messages.create({\n    model: "m", // ) not the end\n    max_tokens: 1,\n    messages: [{ role: "user", content: `(${q}` }],\n  });\n}\n',
    ],
    "a fetch in plain JavaScript": [
      "a.js",
      'const get = (u) => fetch(u, { method: "POST" }).then((r) => r.json());\n',
    ],
    "a method of a class": [
      "a.ts",
      "export class Bot {\n  constructor(private client: any) {}\n  async ask(): Promise<unknown> {\n    return this.client.messages.create({ model: 'm' });\n  }\n}\n",
    ],
  };
  for (const [name, [path, text]] of Object.entries(script))
    it(`wraps ${name} in TypeScript and JavaScript`, () => {
      const after = textAfter(addRetry(source(path, text)));
      assertParses(path, after);
      assert.equal(after.match(/withRetry\(\(\) => /gu)?.length, 1);
    });

  it("really tries again in JavaScript, but not for an error that would come again", async () => {
    const text = textAfter(addRetry(source("a.js", "export const get = (fetch) => fetch();\n")));
    const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
      get(fetch: () => Promise<string>): Promise<string>;
    };
    let tries = 0;
    const busy = async (): Promise<string> => {
      if (++tries < 2) throw Object.assign(new Error("busy"), { status: 429 });
      return "ok";
    };
    assert.equal(await module.get(busy), "ok");
    assert.equal(tries, 2);
    let wrong = 0;
    const bad = async (): Promise<string> => {
      wrong++;
      throw Object.assign(new Error("bad"), { status: 400 });
    };
    await assert.rejects(module.get(bad));
    assert.equal(wrong, 1);
  });

  it("wraps only the calls of the function that is named", () => {
    const after = textAfter(addRetry(source("a.py", python["two calls"] ?? ""), "b"));
    assert.match(after, /def a\(\):\n {4}return httpx\.get\('a'\)/u);
    assert.match(after, /return with_retry\(lambda: httpx\.get\('b'\)\)/u);
  });

  it("leaves alone what has no such call, retries already, or lacks the function", () => {
    assert.match(problem(addRetry(source("a.py", "x = 1\n"))), /no call to a service/u);
    assert.match(
      problem(addRetry(source("a.py", '# client.messages.create("x")\n'))),
      /no call to a service/u,
    );
    assert.match(problem(addRetry(source("a.js", 'x.match(/["(]/); fetch(u);\n'))), /surely enough/u);
    assert.match(
      problem(addRetry(source("a.py", "@retry\ndef a():\n    return urlopen(1)\n"))),
      /retries already/u,
    );
    assert.match(
      problem(addRetry(source("a.py", "def a():\n    return urlopen(1)\n"), "z")),
      /defines no `z`/u,
    );
  });
});

describe("the other recipes", () => {
  it("give a client a time limit wherever its arguments stand", () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ["a.py", "c = Anthropic()\n", "c = Anthropic(timeout=30.0)\n"],
      ["a.py", "c = OpenAI(api_key=key)\n", "c = OpenAI(api_key=key, timeout=30.0)\n"],
      [
        "a.py",
        "c = Anthropic(\n    api_key=key,\n)\n",
        "c = Anthropic(\n    api_key=key,\n    timeout=30.0,\n)\n",
      ],
      ["a.py", "r = requests.get(url)\n", "r = requests.get(url, timeout=30.0)\n"],
      ["a.ts", "const c = new Anthropic();\n", "const c = new Anthropic({ timeout: 30_000 });\n"],
      ["a.ts", "const c = new OpenAI({ apiKey });\n", "const c = new OpenAI({ timeout: 30_000, apiKey });\n"],
      [
        "a.ts",
        "const c = new OpenAI({\n  apiKey,\n});\n",
        "const c = new OpenAI({\n  timeout: 30_000,\n  apiKey,\n});\n",
      ],
    ];
    for (const [path, before, after] of cases) {
      const text = textAfter(addTimeout(source(path, before)));
      assert.equal(text, after);
      assertParses(path, text);
    }
    assert.ok("problem" in addTimeout(source("a.py", "c = Anthropic(timeout=3)\n")));
  });

  it("document functions by what their names say", () => {
    const text =
      "class OrderBook:\n    def find_order(\n        self, order_id\n    ):\n        return 1\n\n\n@cache\ndef is_late(order):\n    return True\n";
    const after = textAfter(addDocstring(source("a.py", text)));
    assertParses("a.py", after);
    assert.match(after, /class OrderBook:\n {4}"""An order book\."""/u);
    assert.match(after, /\):\n {8}"""Find the order\."""/u);
    assert.match(after, /"""Whether it is late\."""/u);
    assert.ok("problem" in addDocstring(source("a.py", after)));
  });

  it("put a comment above decorators, in the file's own kind of comment", () => {
    assert.equal(
      textAfter(addComment(source("a.py", "@cache\ndef f():\n    pass\n"), "f", "Why.")),
      "# Why.\n@cache\ndef f():\n    pass\n",
    );
    assert.equal(
      textAfter(addComment(source("a.ts", "function f() {}\n"), "f", "Why.")),
      "// Why.\nfunction f() {}\n",
    );
  });
});

describe("an exact edit", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "", "  d"), { maxLength: 12 });
  const text = fc.tuple(lines, fc.boolean()).map(([all, end]) => all.join("\n") + (end ? "\n" : ""));

  it("turns the old text into the new one, and its place is the only one", () => {
    fc.assert(
      fc.property(text, text, (old, next) => {
        const edit = smallestEdit(old, next);
        if (!edit) return old === next;
        if (old === "") return edit.before === "" && edit.after === next;
        assert.equal(old.split(edit.before).length, 2);
        return old.replace(edit.before, () => edit.after) === next;
      }),
    );
  });

  it("adds exactly the given lines", () => {
    fc.assert(
      fc.property(text, fc.constantFrom("start", "end"), (old, where) => {
        const next = insertLines(old, "new", where) ?? "";
        const without = next.split("\n").filter((line) => line !== "new");
        assert.deepEqual(without.join("\n").trimEnd(), old.trimEnd());
      }),
    );
  });
});
