import type { EditIntent } from "../intents/edit.ts";
import { definitionsIn } from "../text/outline.ts";
import { gaveUp, type Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { code, place } from "../text/prose.ts";
import { EDIT_EXAMPLES } from "./help.ts";

/** An edit that fixed rules cannot make: reads what it is about and says so, honestly. */
export function* declineEdit(intent: Extract<EditIntent, { kind: "unsupported" }>, project: Project): Plan {
  const path = intent.paths[0];
  const paragraphs: string[] = [];
  if (path !== undefined) {
    const file = yield* project.whole(`I'll look at \`${path}\` first.`, path);
    const items = definitionsIn(file.lines).map(
      ({ name, line, doc }) => `- ${code(name)} (${place(line)})${doc && `: ${doc}`}`,
    );
    if (items.length > 0) paragraphs.push([`\`${file.path}\` holds:`, ...items.slice(0, 12)].join("\n"));
  }
  paragraphs.push(
    "I cannot make that change: I am a simulated model that works by fixed rules, so I changed nothing. Edits that I can make:",
    EDIT_EXAMPLES.map((example) => `- ${example}`).join("\n"),
  );
  return gaveUp(paragraphs.join("\n\n"));
}
