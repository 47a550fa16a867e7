import { acceptDenial, denialIn } from "../denial.ts";
import type { CommandIntent } from "../intents/run.ts";
import { baseName, folderOf } from "../text/paths.ts";
import { callOne, done, gaveUp, type Outcome, type Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { block, code } from "../text/prose.ts";
import { exitCodeOf } from "../results.ts";
import type { ToolResult } from "../conversation.ts";

export function* runSomething(intent: CommandIntent, project: Project): Plan {
  if (intent.kind === "command")
    return yield* run(
      { command: intent.command, ...(intent.folder === undefined ? {} : { folder: intent.folder }) },
      project,
    );
  const commands = yield* testCommands(intent.language, project);
  const [first, second] = commands;
  if (!first)
    return gaveUp(
      "I found no tests: no `package.json` with a test script, no Python tests, no `Makefile` with a test target. Name a command, such as “run `npm test`”.",
    );
  const outcome = yield* run(first, project);
  // The program itself may be missing here (127; 9009 on Windows), where another way exists.
  return second && /\(exit code (?:127|9009)\)/u.test(outcome.text) ? yield* run(second, project) : outcome;
}

interface Command {
  readonly command: string;
  readonly folder?: string;
}

function* run({ command, folder }: Command, project: Project): Plan {
  const { tools } = project;
  if (!tools.has("run_command"))
    return gaveUp(`I cannot run ${code(command)}: no tool for it was offered to me.`);
  const call = tools.call("run_command", { command, ...(folder ? { folder } : {}) });
  return report(command, yield* callOne(`I'll run ${code(command)}.`, call));
}

function report(command: string, result: ToolResult): Outcome {
  const denial = denialIn(result);
  if (denial !== undefined) return gaveUp(acceptDenial(`the run of ${code(command)}`, denial));
  const exit = exitCodeOf(result);
  const lines = importantLines(result.text.replace(/^Exit code -?\d+\n?/u, ""));
  const output = lines.length > 0 ? `\n\n${block(lines.join("\n"))}` : " It wrote nothing.";
  if (exit === 0) return done(`${code(command)} succeeded (exit code 0).${output}`);
  const ended = exit === undefined ? "did not finish" : `failed (exit code ${exit})`;
  return gaveUp(`${code(command)} ${ended}.${output}`);
}

const IMPORTANT =
  /\b(?:fail(?:ed|ures?|ing)?|errors?|exception|traceback|assert\w*|pass(?:ed|ing)?|ok|ran \d+|tests?|expected|actual|warnings?|not found)\b|^(?:#|not ok|✖|✔|×)/iu;
const MAX_LINES = 16;

/** All of a short output; of a long one the lines that say how it went, and its end. */
function importantLines(output: string): readonly string[] {
  const lines = output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
  if (lines.length <= MAX_LINES) return lines;
  const end = lines.length - 6;
  return lines.filter((line, index) => index >= end || IMPORTANT.test(line)).slice(-MAX_LINES);
}

/** The ways in which this project's tests can be run, the surest first. */
function* testCommands(
  language: "python" | "javascript" | undefined,
  project: Project,
): Plan<readonly Command[]> {
  const files = yield* project.files("I'll see how this project runs its tests.");
  const manifests = ["package.json", "pyproject.toml", "Makefile", "pytest.ini"].flatMap((name) =>
    nearest(name, files),
  );
  const read = yield* project.extracts(
    `I'll look at ${manifests.map(code).join(" and ")}.`,
    manifests.map((path) => ({ path })),
  );
  const texts = new Map(read.map((file) => [baseName(file.path), file]));
  const commands = [
    ...nodeTests(texts.get("package.json")),
    ...makeTests(texts.get("Makefile")),
    ...pythonTests(files, texts),
  ];
  const wanted = commands.filter(
    (each) => language === undefined || each.language === undefined || each.language === language,
  );
  return [...wanted, ...otherTests(files)];
}

type Manifest = { readonly path: string; readonly text: string };
type Candidate = Command & { readonly language?: "python" | "javascript" };

/** The one closest to the top, where there are several. */
const nearest = (name: string, files: readonly string[]): readonly string[] =>
  files
    .filter((path) => baseName(path) === name && !path.includes("node_modules/"))
    .toSorted((a, b) => a.split("/").length - b.split("/").length)
    .slice(0, 1);

function nodeTests(manifest: Manifest | undefined): readonly Candidate[] {
  if (!manifest || !/"test"\s*:/u.test(manifest.text)) return [];
  return [{ command: "npm test", language: "javascript", ...inFolder(manifest.path) }];
}

const makeTests = (manifest: Manifest | undefined): readonly Candidate[] =>
  manifest && /^test:/mu.test(manifest.text) ? [{ command: "make test", ...inFolder(manifest.path) }] : [];

function pythonTests(files: readonly string[], texts: ReadonlyMap<string, Manifest>): readonly Candidate[] {
  const first = files.find((path) => /(?:^|\/)test_[^/]*\.py$|_test\.py$/u.test(path));
  if (first === undefined) return [];
  const usesPytest = texts.has("pytest.ini") || /\bpytest\b/u.test(texts.get("pyproject.toml")?.text ?? "");
  const folder = folderOf(first) || ".";
  const unittest = ["python3", "python"].map((python) => `${python} -m unittest discover -s ${folder}`);
  const commands = usesPytest ? ["python3 -m pytest -q", ...unittest] : unittest;
  return commands.map((command) => ({ command, language: "python" as const }));
}

const OTHERS: readonly (readonly [string, string])[] = [
  ["Cargo.toml", "cargo test"],
  ["go.mod", "go test ./..."],
  ["pom.xml", "mvn -q test"],
  ["build.gradle", "gradle test"],
];

const otherTests = (files: readonly string[]): readonly Command[] =>
  OTHERS.flatMap(([name, command]) => nearest(name, files).map((path) => ({ command, ...inFolder(path) })));

const inFolder = (path: string): { folder?: string } =>
  folderOf(path) === "" ? {} : { folder: folderOf(path) };
