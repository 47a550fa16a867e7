import { toolState } from "./toolCards.ts";
import type { ItemId, TranscriptItem } from "./transcriptItems.ts";

/** A screen reader is given no more than this of one item at once; the rest is read where it stands. */
const LONGEST = 600;

/** What was said of each item: how much of an answer, which state of a tool, which notice. */
export type Said = ReadonlyMap<ItemId, number | string>;

/**
 * What a screen reader says next of a turn's items: whole sentences of an answer until it is complete,
 * what waits for the person, what went wrong, how the turn ended.
 */
export function nextToSay(
  items: readonly TranscriptItem[],
  before: Said,
): { readonly text: string; readonly said: Said } {
  const said = new Map<ItemId, number | string>();
  const texts: string[] = [];
  for (const item of items) {
    const { text, mark } = newsOf(item, before.get(item.id));
    said.set(item.id, mark);
    if (text !== "") texts.push(text);
  }
  return { text: texts.join(" "), said };
}

interface News {
  readonly text: string;
  readonly mark: number | string;
}

function newsOf(item: TranscriptItem, mark: number | string | undefined): News {
  switch (item.kind) {
    case "answer":
      return sentences(item.text, typeof mark === "number" ? mark : 0, item.state !== "streaming");
    case "tool": {
      const tells = item.state === "asking" || item.state === "failed";
      const isNews = tells && mark !== item.state;
      return {
        text: isNews ? `${item.name} ${item.title}: ${toolState(item).label}.` : "",
        mark: item.state,
      };
    }
    case "notice":
      return { text: mark === undefined ? `${item.text} ${item.advice ?? ""}`.trim() : "", mark: item.text };
    case "end":
      return { text: mark === undefined ? `The turn is ${item.state}.` : "", mark: item.state };
    case "user":
      return { text: "", mark: "" };
  }
}

function sentences(text: string, from: number, complete: boolean): News {
  const fresh = text.slice(from);
  const upTo = from + (complete ? fresh.length : endOfSentences(fresh));
  const say = plain(text.slice(from, upTo));
  return { text: say.length > LONGEST ? `${say.slice(0, LONGEST)} …` : say, mark: upTo };
}

/** Code that is still being written is not cut: it is left out as a whole. */
function endOfSentences(text: string): number {
  let end = 0;
  for (const { 0: mark, index } of text.matchAll(/[.!?:](?=\s)|\n+/g)) end = index + mark.length;
  const openFence = [...text.slice(0, end).matchAll(/^ {0,3}(?:`{3,}|~{3,})/gm)];
  return openFence.length % 2 === 0 ? end : (openFence.at(-1)?.index ?? end);
}

/** Without the signs of Markdown, and without code, which nobody wants to hear. */
const plain = (markdown: string): string =>
  markdown
    .replace(/^ {0,3}(?:`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}(?:`{3,}|~{3,})[^\n]*$|$(?![\s\S]))/gm, "Code.")
    .replace(/!?\[([^\]\n]{0,500})\]\([^)\n]{0,2000}\)/g, "$1")
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+/gm, "")
    .replace(/[*_`|]+/g, "")
    .replace(/\s+/g, " ")
    .trim();
