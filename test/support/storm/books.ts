import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SessionId } from "../../../src/core/ids.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { createEngine, type Engine } from "../../../src/engine.ts";
import { cliPorts } from "../../../src/cli/ports.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { readRecording, type ReadItem } from "../../../src/recording/reader.ts";
import { collect } from "../collect.ts";
import { recordingPaths } from "../sessionFiles.ts";
import { judge, wholeLines, type NaiveMonth } from "../store/naiveLedger.ts";

/** What the ledger's files say, months joined, by a judge that is not the product's. */
export async function readBooks(home: string): Promise<NaiveMonth & { readonly unreadable: number }> {
  const folder = join(home, "ledger");
  const months = (await readdir(folder)).filter((name) => name.endsWith(".jsonl"));
  const texts = await Promise.all(months.map((name) => readFile(join(folder, name), "utf8")));
  const judged = texts.map((text) => judge(wholeLines(text)));
  const unreadable = texts.map((text) => text.split("\n").filter(Boolean).length - wholeLines(text).length);
  return {
    verdicts: new Map(judged.flatMap(({ verdicts }) => [...verdicts])),
    calls: judged.flatMap(({ calls }) => calls),
    unreadable: unreadable.reduce((total, count) => total + count, 0),
  };
}

export interface ReadBack {
  readonly path: string;
  readonly lines: readonly RecordedLine[];
  readonly problems: readonly Extract<ReadItem, { kind: "problem" }>[];
}

/** Every recording below a folder. */
export async function readRecordings(folder: string): Promise<readonly ReadBack[]> {
  const storage = new NodeStorage();
  const read = async (path: string): Promise<ReadBack> => {
    const items = await collect(readRecording(storage, path));
    return {
      path,
      lines: items.flatMap((item) => (item.kind === "line" ? [item.line] : [])),
      problems: items.filter((item) => item.kind === "problem"),
    };
  };
  return Promise.all((await recordingPaths(folder)).map(read));
}

export const sessionIdOf = ({ lines: [first] }: ReadBack): SessionId | undefined =>
  first?.type === "session" ? first.data.id : undefined;

/** The engine of the command line in this process. */
export function engineIn(project: string, home: string): Engine {
  const io = {
    argv: [],
    env: {},
    cwd: project,
    out: () => undefined,
    err: (text: string) => void process.stderr.write(text),
    interrupted: new AbortController().signal,
    dist: project,
    version: "0.0.0",
  };
  return createEngine(cliPorts(io, { workspace: project, storage: home }));
}
