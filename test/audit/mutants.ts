import type { ItemCode, State } from "../../src/audit/result.ts";
import { grammarOf } from "../../src/audit/project/paths.ts";
import type { SourceParser } from "../../src/audit/syntax/parser.ts";
import type { SyntaxNode } from "../../src/audit/syntax/tree.ts";
import type { Files } from "./memoryTree.ts";
import { edited, type HandMutant, type SyntheticProject } from "./projects.ts";

/** A project that differs from a synthetic one in one fact. */
export interface Mutant {
  readonly name: string;
  readonly files: Files;
  /** The one item that turns; absent where all must stay as they are. */
  readonly turns?: { readonly root: string; readonly code: ItemCode; readonly state: State };
}

/** Those that `expected.yml` names, and those that only write the same in another way. */
export const mutantsOf = (project: SyntheticProject, parser: SourceParser): readonly Mutant[] => [
  ...project.mutants.map((described) => mutate(project, described, parser)),
  ...Object.keys(project.files).flatMap((path) => [...aliased(project, path), ...renamed(project, path)]),
];

function mutate({ name, files }: SyntheticProject, mutant: HandMutant, parser: SourceParser): Mutant {
  const { root, code, state, file, from, comment, uncalled, tests } = mutant;
  const turns = { root, code, state };
  const what = (operator: string): string => `${name}: ${code} ${operator}`;
  if (comment !== undefined)
    return {
      turns,
      name: what(`with “${comment}” commented out`),
      files: replaced(files, file, comment, parser, commentOut),
    };
  if (uncalled !== undefined)
    return {
      turns,
      name: what(`with “${uncalled}” in a function that nobody calls`),
      files: replaced(files, file, uncalled, parser, wrapUncalled),
    };
  if (tests === true) {
    const { [file]: moved = "", ...rest } = files;
    return {
      turns,
      name: what(`with ${file} among the tests`),
      files: { ...rest, [movedToTests(file)]: moved },
    };
  }
  return {
    turns,
    name: what(`with “${mutant.to ?? ""}” for “${from ?? file}”`),
    files: edited(files, [mutant]),
  };
}

const movedToTests = (path: string): string => path.replace(/([^/]+)$/, "tests/$1");

type Rewrite = (statement: string, indent: string, python: boolean) => string;

/** Rewrites the statement that begins on the line of a text. */
function replaced(files: Files, path: string, text: string, parser: SourceParser, rewrite: Rewrite): Files {
  const source = String(files[path]);
  const grammar = grammarOf(path);
  const at = source.indexOf(text);
  if (at < 0 || grammar === undefined) throw new Error(`${path} has no ${text}`);
  const { start, end } = statementAt(parser.parse(source, grammar).root, at);
  const indent = /[ \t]*$/.exec(source.slice(0, start))?.[0] ?? "";
  const made = rewrite(source.slice(start, end), indent, grammar === "python");
  return { ...files, [path]: source.slice(0, start) + made + source.slice(end) };
}

/** The innermost statement around an offset. */
function statementAt(root: SyntaxNode, at: number): SyntaxNode {
  let found = root;
  for (let node: SyntaxNode | undefined = root; node !== undefined;) {
    if (/_(?:statement|declaration|definition)$/.test(node.type)) found = node;
    node = node.children.find(({ start, end }) => start <= at && at < end);
  }
  return found;
}

const commentOut: Rewrite = (statement, indent, python) => {
  const lines = statement.split("\n").map((line) => `${python ? "#" : "//"} ${line.trim()}`);
  return [...lines, ...(python ? ["pass"] : [""])].join(`\n${indent}`);
};

const wrapUncalled: Rewrite = (statement, indent, python) =>
  python
    ? `def never():\n${indent}    ${statement.replaceAll("\n", "\n    ")}\n`
    : `function never() {\n${indent}  ${statement}\n${indent}}`;

/** Imports under another name: nothing may turn. */
function aliased({ name, files }: SyntheticProject, path: string): readonly Mutant[] {
  const source = String(files[path]);
  const local = (imported: string, line: string, to: string): Mutant => {
    const rest = source.replace(line, "\0");
    const renamedRest = rest.replaceAll(
      new RegExp(`(?<![.\\w"'/-])${imported}\\b(?!["'\\w]|\\s*[:=](?!=))`, "g"),
      "aliased",
    );
    return {
      name: `${name}: ${path} with ${imported} imported as aliased`,
      files: { ...files, [path]: renamedRest.replace("\0", to) },
    };
  };
  if (path.endsWith(".py"))
    return [
      ...[...source.matchAll(/^import (\w+)$/gm)].map(([line, module = ""]) =>
        local(module, line, `import ${module} as aliased`),
      ),
      ...[...source.matchAll(/^from ([\w.]+) import (\w+)$/gm)].map(([line, module = "", imported = ""]) =>
        local(imported, line, `from ${module} import ${imported} as aliased`),
      ),
    ];
  return [...source.matchAll(/^import \{ (\w+) \} from ("[^"]+");$/gm)].map(
    ([line, imported = "", module = ""]) =>
      local(imported, line, `import { ${imported} as aliased } from ${module};`),
  );
}

/** Names of what a file makes for itself: nothing may turn. */
function renamed({ name, files }: SyntheticProject, path: string): readonly Mutant[] {
  const source = String(files[path]);
  const pattern = path.endsWith(".py")
    ? /^(client|agent|model|crew|engine|app|tracer) = /gm
    : /^const (client|openai|gemini|app|lambda|pool) = /gm;
  return [...source.matchAll(pattern)].flatMap(([, receiver = ""]) => {
    const isShared = Object.entries(files).some(
      ([other, text]) => other !== path && new RegExp(`\\b${receiver}\\b`).test(String(text)),
    );
    const named = new RegExp(`(?<![."'\\w/-])${receiver}\\b(?!["'\\w/-]|=|:)`, "g");
    return isShared
      ? []
      : [
          {
            name: `${name}: ${path} with ${receiver} called thing`,
            files: { ...files, [path]: source.replaceAll(named, "thing") },
          },
        ];
  });
}
