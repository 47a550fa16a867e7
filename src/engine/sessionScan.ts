import type { Prefix } from "../agent/sessionOptions.ts";
import { redaction } from "../agent/redactionLine.ts";
import { TOOL_NAMES } from "../core/toolNames.ts";
import type { Redactor } from "../recording/redaction.ts";
import { instructionsScorer, scorer, type Scorer } from "../safeguards/injection/score.ts";
import type { ScreenOptions } from "../safeguards/injection/screen.ts";
import type { SessionTaint, TaintContext } from "../safeguards/injection/taint.ts";
import type { TextScan } from "./textScan.ts";

/** Looks through what a tool returned; the secrets are numbered here, wherever they were found. */
export const scanResults =
  (scan: TextScan, redactor: Redactor): ScreenOptions["scan"] =>
  async (text, { turn, recorder }) => {
    const { secrets, score } = await scan.scan(text, redactor.held);
    const { text: clean, count } = redactor.apply(text, secrets);
    if (count > 0) recorder.record({ type: "decision", data: redaction(turn, "tool result", count) });
    return { text: clean, score };
  };

/** They keep nothing from text to text, and take milliseconds to make. */
let shared: { readonly ofPrompts: Scorer; readonly ofInstructions: Scorer } | undefined;

/** What we say of our own tools needs no look. */
const OURS: ReadonlySet<string> = new Set(TOOL_NAMES.map(({ name }) => name));

/** VS Code's own tools whose descriptions read like orders. It lets no extension register a name that is taken. */
const OF_EDITOR: ReadonlySet<string> = new Set([
  "vscode__run_in_terminal",
  "vscode__runTests",
  "vscode__task_complete",
]);

/** Scores what the person wrote, and what a new session begins with: instructions and descriptions of tools. */
export function screenTexts(
  taint: SessionTaint,
): (prompt: string, prefix: Prefix | undefined, context: TaintContext) => void {
  const look = (score: Scorer, text: string, where: string, context: TaintContext): void => {
    const found = score(text);
    if (found.suspicious) taint.add({ kind: "pattern", where }, context, { score: Math.round(found.score) });
  };
  return (prompt, prefix, context) => {
    shared ??= { ofPrompts: scorer(), ofInstructions: instructionsScorer() };
    const { ofPrompts, ofInstructions } = shared;
    look(ofPrompts, prompt, "your message", context);
    for (const { text } of prefix?.system ?? [])
      look(ofInstructions, text, "agent file or AGENTS.md", context);
    for (const { name, description, input_schema } of prefix?.definitions ?? [])
      if (!OURS.has(name) && !OF_EDITOR.has(name))
        look(
          ofInstructions,
          `${description}\n${JSON.stringify(input_schema)}`,
          `description of ${name}`,
          context,
        );
  };
}
