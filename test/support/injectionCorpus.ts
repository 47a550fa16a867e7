import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FIXTURES = fileURLToPath(new URL("../fixtures/injection", import.meta.url));

export interface CorpusText {
  /** The attack's family, or the kind of harmless text. */
  readonly group: string;
  readonly text: string;
}

function texts(folder: string, split: (content: string) => readonly string[]): readonly CorpusText[] {
  const files = readdirSync(join(FIXTURES, folder)).toSorted();
  return files.flatMap((file) =>
    split(readFileSync(join(FIXTURES, folder, file), "utf8").trimEnd()).map((text) => ({
      group: file.replace(/\.txt$/, ""),
      text,
    })),
  );
}

/** Attacks, several lines each, between lines of `%%`. */
export const attacks = (): readonly CorpusText[] => texts("attacks", (content) => content.split("\n%%\n"));

/** Harmless texts, one a line; `⏎` stands for the end of a line within one. */
export const benign = (): readonly CorpusText[] =>
  texts("benign", (content) => content.split("\n").map((line) => line.replaceAll("⏎", "\n")));
