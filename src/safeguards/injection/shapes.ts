import { hashOf } from "./lexicon.ts";
import type { Family } from "./patterns.ts";
import type { Word } from "./words.ts";

/** A word that its surroundings make a sign, such as `<system>`. */
export interface Shape {
  readonly family: Family;
  readonly weight: number;
}

const TAG_WORDS =
  "system human assistant user inst im_start im_end sys developer tool_result function_results function_result tool_response untrusted instructions assistant_instructions prompt";
const SPEAKERS = "system human assistant user developer";
const ADDRESSED = "assistant ai llm llms agent agents model chatbot";
const ADDRESSES = "http https";

const hashes = (words: string): ReadonlySet<number> => new Set(words.split(" ").map(hashOf));
const TAGS = hashes(TAG_WORDS);
const SPEAKING = hashes(SPEAKERS);
const AIS = hashes(ADDRESSED);
const LINKS = hashes(ADDRESSES);

/** Words to which `shapeOf` may say something. */
export const SHAPED_WORDS: ReadonlySet<number> = new Set([...TAGS, ...SPEAKING, ...AIS, ...LINKS]);

const BEFORE = 24;
const AFTER = 12;
const IMAGE_BEFORE = 60;
const IMAGE_AFTER = 100;

/** Looks at a fixed number of characters around a word. */
export function shapeOf(text: string, { hash, start, end }: Word): Shape | undefined {
  if (LINKS.has(hash)) return text.charCodeAt(start - 1) === PARENTHESIS ? imageOf(text, start) : undefined;
  const before = text.slice(Math.max(0, start - BEFORE), start);
  const after = text.slice(end, end + AFTER);
  // `<system>`, `</tool_result>`, `<|im_start|>`, `[inst]`, `<<sys>>`, `<system-reminder>`, `[system](`
  if (
    TAGS.has(hash) &&
    /[<[][/|<]{0,2}$/.test(before) &&
    /^(?:-[a-z]+)?(?: [a-z]+=[^>]{0,9})?[\]>|]?[>\]|)( ]/.test(after)
  )
    return isMarkup(before, after) ? { family: "fake-turns", weight: 6 } : undefined;
  // `"role": "system"`
  if (SPEAKING.has(hash) && /role"? ?: ?"$/.test(before)) return { family: "fake-turns", weight: 3 };
  // A sentence begins after a space: `src.agent:main` names a function.
  const begins = /(?:^|[\n>#*=] ?|\. )(?:ai )?$/.test(before);
  // `### System:` and `Human:` at the beginning of a line
  if (SPEAKING.has(hash) && begins && after.startsWith(":")) {
    const heading = /(?:#+|=+|\*+) ?$/.test(before);
    return { family: "fake-turns", weight: heading ? 6 : 4 };
  }
  if (AIS.has(hash) && begins && /^[:,]/.test(after)) return { family: "address", weight: 5 };
  return undefined;
}

/** A tag of our own kind, not `<system.web>` or an element of a page. */
const isMarkup = (before: string, after: string): boolean =>
  /[<[|]$|\/$/.test(before) && !after.startsWith(".");

const PARENTHESIS = 0x28;

/** `![…](https://…?…=`: an image whose address carries data. */
function imageOf(text: string, start: number): Shape | undefined {
  if (!/!\[[^\]]{0,50}\]\($/.test(text.slice(Math.max(0, start - IMAGE_BEFORE), start))) return undefined;
  return /^[^)\s]{0,90}[?&][\w-]{1,20}=/.test(text.slice(start, start + IMAGE_AFTER))
    ? { family: "exfiltration", weight: 4 }
    : undefined;
}
