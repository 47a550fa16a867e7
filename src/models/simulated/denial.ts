import type { ToolResult } from "./conversation.ts";

/** A tool call was not allowed. */
export interface Denial {
  readonly byPerson: boolean;
  /** In the words of whoever did not allow it; empty where a person gave no reason. */
  readonly reason: string;
}

const BY_PERSON = /^The person did not allow this(?:: (?<reason>[\s\S]+))?/iu;
const BY_RULE = /not allowed here|Restricted Mode|\b(?:denied|declined|rejected)\b/iu;

/** Undefined where the call failed for another reason or not at all. */
export function denialIn({ text, isError }: ToolResult): Denial | undefined {
  if (!isError) return undefined;
  const person = BY_PERSON.exec(text);
  if (person) return { byPerson: true, reason: person.groups?.["reason"]?.trim() ?? "" };
  // The first line is the tool's; what follows may be a command's output.
  return BY_RULE.test(text.split("\n", 1)[0] ?? "") ? { byPerson: false, reason: text.trim() } : undefined;
}

/** The sentences with which a denial is taken. */
export function acceptDenial(what: string, { byPerson, reason }: Denial): string {
  const quoted = reason === "" ? "" : ` (“${reason}”)`;
  return byPerson
    ? `You did not allow ${what}${quoted}. I left everything as it is; tell me what to do instead.`
    : `I may not make ${what}${quoted}, so I left everything as it is.`;
}
