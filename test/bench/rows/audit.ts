import { fork } from "node:child_process";
import { join } from "node:path";
import { AuditCache } from "../../../src/audit/cache.ts";
import { audit } from "../../../src/audit/audit.ts";
import { grammarOf } from "../../../src/audit/project/paths.ts";
import { RULES } from "../../../src/audit/rules/index.ts";
import type { SourceParser } from "../../../src/audit/syntax/parser.ts";
import { memoryTree, type Files } from "../../audit/memoryTree.ts";
import { loadParser } from "../../audit/parser.ts";
import { largeTree, ownRepository, type TREES } from "../auditedTrees.ts";
import type { Figure } from "../figure.ts";
import { median } from "../statistics.ts";

const ROUNDS = 5;
const MOST_RATIO = 2.5;
const MOST_AGAIN = 0.05;
const MOST_MEMORY_MB = 500;

/** The checklist audit of a large tree, beside parsing the same files with tree-sitter and nothing more. */
export async function measure(): Promise<readonly Figure[]> {
  const parser = await loadParser();
  const files = largeTree();
  const decoder = new TextDecoder();
  const sources = Object.entries(files).flatMap(([path, bytes]) => {
    const grammar = grammarOf(path);
    return grammar === undefined ? [] : [{ path, text: decoder.decode(bytes), grammar }];
  });
  const [edited] = sources;
  if (edited === undefined) throw new Error("There are no sources");
  const parse = async (): Promise<void> => {
    for (const { text, grammar } of sources) parser.tree(text, grammar).delete();
  };
  const run = async (tree: Files, cache: AuditCache): Promise<void> =>
    void (await audit({ tree: memoryTree(tree), parser, rules: RULES, cache }));
  const took = { parse: [] as number[], cold: [] as number[], again: [] as number[] };
  let cache = new AuditCache();
  await run(files, cache);
  for (let round = 0; round < ROUNDS; round++) {
    took.parse.push(await timed(parse));
    cache = new AuditCache();
    took.cold.push(await timed(() => run(files, cache)));
    const after = { ...files, [edited.path]: `${edited.text}\n# ${round}\n` };
    took.again.push(await timed(() => run(after, cache)));
  }
  const cold = median(took.cold);
  return [
    {
      name: `an audit of ${sources.length} files, the first time`,
      unit: "ms",
      value: cold,
      baseline: { name: "parsing them", value: median(took.parse) },
      target: { of: "ratio", limit: "at most", amount: MOST_RATIO },
    },
    {
      name: "the same after an edit of one file",
      unit: "ms",
      value: median(took.again),
      baseline: { name: "the first time", value: cold },
      target: { of: "ratio", limit: "at most", amount: MOST_AGAIN },
    },
    await repository(parser),
    await memoryOf("these files", "large"),
    await memoryOf("this repository", "repository"),
    {
      name: "memory of the process that measured all that",
      unit: "MB",
      value: process.memoryUsage().rss / 1e6,
    },
  ];
}

/** One large project instead of many small ones: this repository. */
async function repository(parser: SourceParser): Promise<Figure> {
  const tree = ownRepository();
  const { files } = await tree.list(new AbortController().signal);
  const texts = await Promise.all(
    files.flatMap(({ path }) => {
      const grammar = grammarOf(path);
      return grammar === undefined
        ? []
        : [tree.read(path).then((bytes) => ({ grammar, text: new TextDecoder().decode(bytes) }))];
    }),
  );
  const took = { parse: [] as number[], audit: [] as number[] };
  for (let round = 0; round < 3; round++) {
    took.parse.push(
      await timed(async () => {
        for (const { text, grammar } of texts) parser.tree(text, grammar).delete();
      }),
    );
    took.audit.push(await timed(async () => void (await audit({ tree, parser, rules: RULES }))));
  }
  return {
    name: `an audit of this repository, one project of ${texts.length} files`,
    unit: "ms",
    value: median(took.audit),
    baseline: { name: "parsing them", value: median(took.parse) },
    target: { of: "ratio", limit: "at most", amount: MOST_RATIO },
  };
}

/**
 * The most memory that a process had that only audits. This one holds both trees, what parsing them alone
 * takes and what is compared, and so says little of an audit's.
 */
async function memoryOf(what: string, tree: keyof typeof TREES): Promise<Figure> {
  const program = join(import.meta.dirname, "../auditProcess.ts");
  const child = fork(program, [tree], { stdio: ["ignore", 2, 2, "ipc"] });
  const value = await new Promise<number>((resolve, reject) => {
    child.once("message", (sent) => resolve(Number(sent)));
    child.once("exit", (code) => reject(new Error(`The process that audits ${what} ended with ${code}`)));
  });
  return {
    name: `the most memory of a process that audits ${what} five times`,
    unit: "MB",
    value,
    target: { of: "value", limit: "at most", amount: MOST_MEMORY_MB },
  };
}

/** Milliseconds of processor time, because the machine may have other things to do. */
async function timed(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
