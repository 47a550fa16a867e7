/** A copy of a text for scoring alone: what a reader of the text would make of it. */
export interface Normalised {
  readonly text: string;
  /** ASCII that was written in invisible tag characters. */
  readonly tagged: number;
  /** Invisible characters between two ASCII letters. */
  readonly hidden: number;
  /** Characters that change the direction of the text after them. */
  readonly turned: number;
  /** ASCII letters that were written in look-alike blocks, such as full width or mathematical letters. */
  readonly styled: number;
}

const NON_ASCII = /[^\0-\x7f]/;
/** Unicode's tag characters: invisible copies of ASCII. */
const TAGS = /(?:\udb40[\udc20-\udc7e])+/g;
const TAG_TO_ASCII = 0xdc00;
/** Zero-width, directional, filling and joining characters, variation selectors, soft hyphens. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}+/gu;
const HIDDEN = /[A-Za-z]\p{Default_Ignorable_Code_Point}+(?=[A-Za-z])/gu;
const TURNING = /[\u202d\u202e\u2066-\u2068]/g;
const STYLED = /[\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9]|\ud835[\udc00-\udeff]/g;
/** Marks that no letter took up, as in struck-through or “zalgo” text. */
const LOOSE_MARKS = /[\u0300-\u036f\u0488\u0489\u20d0-\u20f0]+/g;
/** The only characters that NFKC makes far longer (up to 18 times); no instruction is written with them. */
const EXPANDING = /[\ufdf0-\ufdfd\u3300-\u33ff]/g;

/**
 * NFKC, without invisible characters, tag characters decoded, in small letters. The text itself is
 * never changed: models and files get the characters as they came.
 */
export function normalise(text: string): Normalised {
  if (!NON_ASCII.test(text)) return { text: text.toLowerCase(), tagged: 0, hidden: 0, turned: 0, styled: 0 };
  let tagged = 0;
  const untagged = text.replace(TAGS, (tags) => {
    tagged += tags.length / 2;
    return ` ${decodeTags(tags)} `;
  });
  const plain = untagged
    .replace(INVISIBLE, "")
    .replace(EXPANDING, " ")
    .normalize("NFKC")
    .replace(LOOSE_MARKS, "")
    .toLowerCase();
  return {
    text: plain,
    tagged,
    hidden: count(untagged, HIDDEN),
    turned: count(untagged, TURNING),
    styled: count(untagged, STYLED),
  };
}

function decodeTags(tags: string): string {
  const codes: number[] = [];
  for (let at = 1; at < tags.length; at += 2) codes.push(tags.charCodeAt(at) - TAG_TO_ASCII);
  return Buffer.from(codes).toString("latin1");
}

const MOST_COUNTED = 100;

/** How often a pattern occurs; enough is enough. */
function count(text: string, pattern: RegExp): number {
  pattern.lastIndex = 0;
  let found = 0;
  while (found < MOST_COUNTED && pattern.test(text)) found++;
  pattern.lastIndex = 0;
  return found;
}
