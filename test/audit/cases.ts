import assert from "node:assert/strict";
import type { ItemCode, State } from "../../src/audit/result.ts";
import { auditFiles, itemOf, type Files } from "./memoryTree.ts";

/** A small project, and what one item of it must be. */
export interface Case {
  readonly code: ItemCode;
  readonly state: State;
  readonly files: Files;
}

export const py = (source: string, more: Files = {}): Files => ({ "main.py": source, ...more });
export const ts = (source: string, more: Files = {}): Files => ({ "main.ts": source, ...more });

export const OPENAI = "import openai\nclient = openai.OpenAI()\n";

/** A test for each case: the item's state, and that all it says lies within the files. */
export function itCases(cases: Readonly<Record<string, Case>>): void {
  for (const [what, { code, state, files }] of Object.entries(cases)) {
    it(`${code} is ${state.replace("_", " ")} with ${what}`, async () => {
      const item = itemOf(await auditFiles(files), code);
      const said = [...item.evidence, ...item.gaps].map(({ file, line, why }) => `${file}:${line} ${why}`);
      assert.equal(item.state, state, said.join("\n"));
      for (const { file, line } of [...item.evidence, ...item.gaps]) {
        const lines = String(files[file]).split("\n").length;
        assert.ok(line >= 1 && line <= lines, `${file}:${line} of ${lines}`);
      }
    });
  }
}
