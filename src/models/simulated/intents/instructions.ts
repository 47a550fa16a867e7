import { splitOutsideQuotes } from "../text/quotes.ts";

const VERBS =
  "add|append|insert|create|write|make|replace|change|set|update|raise|lower|rename|remove|delete|run|execute|test|verify|check|read|show|open|list|find|search|look|tell|explain|describe|summari[sz]e|say|give|then";

const ORDER = "then|after that|afterwards|finally|next";
const COMMAND = String.raw`(?:(?:please|now|also)\s+)*(?:${VERBS})\b`;

/** Where one instruction ends and the next begins. */
const BETWEEN = new RegExp(
  [
    String.raw`\s*[,;.?!]\s*(?:and\s+)?(?:${ORDER})\b[,:]?\s+`,
    String.raw`\s+and\s+(?:${ORDER})\b[,:]?\s+`,
    String.raw`\s+then\s+(?=${COMMAND})`,
    String.raw`\s*[,;]?\s+and\s+(?:also\s+)?(?=${COMMAND})`,
    String.raw`\s*[.;!?]\s+(?=${COMMAND})`,
    String.raw`\s*\n\s*(?:\d+[.)]|[-*•])\s+`,
    String.raw`\s+\d[.)]\s+(?=${COMMAND})`,
    String.raw`\s*\n\s*(?=${COMMAND})`,
  ].join("|"),
  "giu",
);
const BULLET = /^\s*(?:\d+[.)]|[-*•])\s+/u;

/** A prompt cut into the instructions that it joins by “then”, “and”, sentences or a list. */
export const splitInstructions = (prompt: string): readonly string[] =>
  splitOutsideQuotes(prompt, BETWEEN)
    .map((part) => part.replace(BULLET, "").trim())
    .filter((part) => /\p{L}/u.test(part));
