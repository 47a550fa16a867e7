import { commandIntent, type CommandIntent } from "./run.ts";
import { editIntent, type EditIntent } from "./edit.ts";
import { lookIntent, type LookIntent } from "./look.ts";
import { talkIntent, type TalkIntent } from "./talk.ts";
import { splitInstructions } from "./instructions.ts";

/** What an instruction wants. */
export type Intent = TalkIntent | LookIntent | EditIntent | CommandIntent;

/** The longest prompt that is looked at; what follows is data, not instruction. */
const MAX_PROMPT = 20_000;

/** What a prompt wants, in its order; never nothing. Questions that follow one another are one. */
export function readIntents(prompt: string): readonly Intent[] {
  const intents = splitInstructions(prompt.slice(0, MAX_PROMPT)).map(readIntent);
  if (intents.length === 0) return [{ kind: "help" }];
  return intents.reduce<Intent[]>((merged, intent) => {
    const last = merged.at(-1);
    if (last?.kind === "question" && intent.kind === "question")
      return [...merged.slice(0, -1), { kind: "question", text: `${last.text}\n${intent.text}` }];
    return [...merged, intent];
  }, []);
}

/** The first reading that fits; whatever is nothing else is a question about the project. */
const readIntent = (text: string): Intent =>
  talkIntent(text) ??
  commandIntent(text) ??
  editIntent(text) ??
  lookIntent(text) ?? { kind: "question", text };
