import type { Definition } from "../text/outline.ts";
import { capitalised } from "../text/prose.ts";

const VERBS = new Set(
  `add answer append apply ask build calculate call change check choose close collect compute convert copy count
  create decode delete describe draft encode ensure escape extract fetch fill filter find format generate get handle
  insert list load look make map merge move normalise normalize open parse pick post print process propose put read
  remove rename render replace report reset resolve return run save search select send set show sort split start stop
  store strip sum test trim update upload validate verify wait wrap write`.split(/\s+/u),
);
const PREPOSITIONS = new Set(["for", "of", "by", "from", "to", "with", "in", "on", "at"]);

/** What the name of a function or class says, as a sentence. */
export function sentenceFor({ name, line }: Definition): string {
  const words = wordsIn(name);
  const [first = ""] = words;
  const isType =
    /^\s*(?:export\s+)?(?:default\s+)?(?:abstract\s+)?(?:class|interface|enum|type|struct|trait)\b/u;
  if (isType.test(line.text)) return `${capitalised(article(first))} ${words.join(" ")}.`;
  if (name === "main") return "Run the program.";
  if (["is", "has", "can", "should"].includes(first)) return `Whether it ${words.join(" ")}.`;
  const object = wordsIn(firstParameter(line.text)).join(" ");
  const open = PREPOSITIONS.has(words.at(-1) ?? "") && object !== "" ? ` the ${object}` : "";
  if (!VERBS.has(first)) return `The ${words.join(" ")}${open}.`;
  const rest = words.length > 1 ? words.slice(1).join(" ") : object;
  return `${capitalised(first)}${rest && ` the ${rest}`}${open}.`;
}

const article = (word: string): string => (/^[aeiou]/u.test(word) ? "an" : "a");

const wordsIn = (name: string): readonly string[] =>
  (name.replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2").match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    word.toLowerCase(),
  );

function firstParameter(text: string): string {
  const name = /\(\s*(?:self\s*,\s*|cls\s*,\s*)?(?<name>[\p{L}_$][\w$]*)/u.exec(text)?.groups?.["name"] ?? "";
  return name === "self" || name === "cls" ? "" : name;
}
