import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { folderTools } from "../../support/folderTools.ts";
import { runSimulated } from "../../support/simulatedAgent.ts";

const FILLER =
  `harbour ledger morning window garden paper silver river table letter market bridge winter valley
  orange basket station engine summer candle forest button planet cotton mirror pepper rocket saddle tunnel violin`.split(
    /\s+/u,
  );
const SUBJECTS =
  `vault relay beacon quota reactor courier archive turbine glacier orchard compass lantern tariff
  furnace pigeon anchor`.split(/\s+/u);
const THINGS = [
  "code",
  "limit",
  "port",
  "owner",
  "threshold",
  "region",
  "batch size",
  "password hint",
  "launch date",
];

type Form = "sentence" | "toml" | "section" | "constant" | "yaml" | "json" | "comment";
interface Planted {
  readonly subject: string;
  readonly thing: string;
  readonly value: string;
  readonly form: Form;
}

const snake = (...words: readonly string[]): string => words.join(" ").replaceAll(" ", "_");

function fileFor({ subject, thing, value, form }: Planted): { extension: string; lines: readonly string[] } {
  const name = snake(subject, thing);
  switch (form) {
    case "sentence":
      return { extension: "md", lines: [`The ${subject} ${thing} is ${value}`] };
    case "toml":
      return { extension: "toml", lines: [`${name} = "${value}"`] };
    case "section":
      return { extension: "toml", lines: [`[${subject}]`, `${snake(thing)} = "${value}"`] };
    case "constant":
      return { extension: "py", lines: [`${name.toUpperCase()} = "${value}"`] };
    case "yaml":
      return { extension: "yaml", lines: [`${subject}:`, `  ${snake(thing)}: ${value}`] };
    case "json":
      return { extension: "json", lines: ["{", `  "${name}": "${value}"`, "}"] };
    case "comment":
      return { extension: "ts", lines: [`// The ${subject} ${thing} is ${value}.`] };
  }
}

const word = fc.constantFrom(...FILLER);
const fillerLine = fc.array(word, { minLength: 3, maxLength: 9 }).map((words) => words.join(" "));
const fileName = fc.stringMatching(/^[a-z][a-z0-9]{3,9}$/);
const folder = fc.array(fileName, { maxLength: 2 });
const value = fc.stringMatching(/^[1-9][0-9]{1,2}-[A-Z]{4,6}$/);

const planted = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...SUBJECTS), { minLength: 3, maxLength: 3 }),
    fc.array(fc.constantFrom(...THINGS), { minLength: 3, maxLength: 3 }),
    fc.uniqueArray(value, { minLength: 3, maxLength: 3 }),
    fc.array(fc.constantFrom<Form>("sentence", "toml", "section", "constant", "yaml", "json", "comment"), {
      minLength: 3,
      maxLength: 3,
    }),
  )
  .map(([subjects, things, values, forms]) =>
    subjects.map((subject, i): Planted => ({
      subject,
      thing: things[i] ?? "code",
      value: values[i] ?? "",
      form: forms[i] ?? "sentence",
    })),
  );

const tree = fc.record({
  facts: planted,
  fillers: fc.array(
    fc.record({ folder, name: fileName, lines: fc.array(fillerLine, { minLength: 1, maxLength: 20 }) }),
    { minLength: 3, maxLength: 12 },
  ),
  homes: fc.array(
    fc.record({
      folder,
      name: fileName,
      above: fc.array(fillerLine, { maxLength: 8 }),
      below: fc.array(fillerLine, { maxLength: 8 }),
    }),
    { minLength: 3, maxLength: 3 },
  ),
});

type Tree = typeof tree extends fc.Arbitrary<infer T> ? T : never;

/** Fact files are not JSON or the like inside other text, so the filler around them is commented out. */
function write(root: string, { facts, fillers, homes }: Tree): void {
  const save = (path: string, lines: readonly string[]): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${lines.join("\n")}\n`);
  };
  for (const [i, { folder: parts, name, lines }] of fillers.entries())
    save([...parts.map((part) => `d-${part}`), `${name}${i}.txt`].join("/"), lines);
  for (const [i, fact] of facts.entries()) {
    const { extension, lines } = fileFor(fact);
    const home = homes[i];
    const mark = extension === "py" || extension === "toml" || extension === "yaml" ? "# " : "// ";
    const around = (text: readonly string[] = []): string[] =>
      extension === "json" ? [] : text.map((line) => (extension === "md" ? line : mark + line));
    const path = [...(home?.folder ?? []).map((part) => `d-${part}`), `${home?.name}-${i}.${extension}`].join(
      "/",
    );
    save(path, [...around(home?.above), ...lines, ...around(home?.below)]);
  }
}

async function answerOn(files: Tree, prompt: string): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "simulated-facts-"));
  try {
    write(root, files);
    return (await runSimulated(prompt, { tools: folderTools(root) })).text;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function assertNames(text: string, files: Tree, prompt: string): void {
  for (const fact of files.facts)
    assert.ok(text.includes(fact.value), `${prompt}\n→ ${JSON.stringify(fact)} is missing in:\n${text}`);
}

describe("the simulated model on a random tree with three planted facts", () => {
  const phrasings: readonly ((facts: readonly Planted[]) => string)[] = [
    (facts) => `What is ${facts.map(({ subject, thing }) => `the ${subject} ${thing}`).join(", ")}?`,
    ([a, b, c]) =>
      `Find the ${a?.subject} ${a?.thing}, the ${b?.subject} ${b?.thing} and the ${c?.subject} ${c?.thing} in this project, and name all three values.`,
    ([a, b, c]) =>
      `Which ${a?.thing} does the ${a?.subject} use? What ${b?.thing} is set for the ${b?.subject}? And tell me the ${c?.thing} of the ${c?.subject}.`,
  ];

  it("names all three when it is asked for them in their own words", async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.constantFrom(...phrasings), async (files, phrase) => {
        const prompt = phrase(files.facts);
        assertNames(await answerOn(files, prompt), files, prompt);
      }),
      { numRuns: 40 },
    );
  });

  it("names all three when it is only told that there are some", async () => {
    const generic = [
      "Find the three facts in this project.",
      "Three facts are planted somewhere in these files. Find the planted facts and name their values.",
      "Look through all files and list the three hidden values.",
    ];
    await fc.assert(
      fc.asyncProperty(tree, fc.constantFrom(...generic), async (files, prompt) => {
        assertNames(await answerOn(files, prompt), files, prompt);
      }),
      { numRuns: 40 },
    );
  });
});
