/** What a line says about something: `name = value`, `name: value`, or `the name is value`. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

const COMMENT_MARK = /^\s*(?:\/\/+|#+|--|\*+|<!--|;|>)?\s*(?:[-*]\s+)?/u;
const ASSIGNMENT =
  /^(?:export\s+)?(?:(?:const|let|var|final|static|public|private|readonly|val|pub)\s+)*["'`*]{0,3}(?<name>[\p{L}_$][\p{L}\p{N}_$ .-]{0,60}?)["'`*]{0,3}\s*(?::\s*[\p{L}][\p{L}\p{N}_<>[\]| ,]*)?\s*(?<sign>:?=|:|=>)(?![=:/])\s*(?<value>\S.*)$/u;
const SENTENCE =
  /^(?<name>(?:[\p{L}\p{N}'’_-]+\s+){1,8}?)(?:is|are|was|equals|will be)\s+(?<value>[^.;]{1,60}(?:\.\d[^.;]*)*)/iu;

/** What follows a `name:` or `name =` that is no value but the beginning of a block or of code. */
const NO_VALUE =
  /^(?:[{[(|>]$|function\b|\(|async\b|new\b|await\b|lambda\b|null\b|None\b|undefined\b)|[({]$/u;

/** A sentence that begins with one of these names nothing. */
const PRONOUN =
  /^(?:who|what|which|where|when|why|how|this|that|it|there|he|she|they|we|you|i|if|else|return|case)\b/iu;

/** What is worked out is no value to quote. */
const COMPUTED = /^[^"'`]*(?:[()[\]{}]|=>|\s(?:for|if|and|or|in|not|await|new)\s)/u;

/** Reads a line as a fact; undefined where it does not look like one. */
export function factIn(line: string): Fact | undefined {
  const text = line.replace(COMMENT_MARK, "").trim();
  if (text.length === 0 || text.length > 300) return undefined;
  const assignment = ASSIGNMENT.exec(text)?.groups;
  const sentence = SENTENCE.exec(text)?.groups;
  const { name, value, sign } = assignment ?? sentence ?? {};
  if (name === undefined || value === undefined || PRONOUN.test(name)) return undefined;
  const clean = cleanValue(value);
  const isCode = sign?.endsWith("=") === true && COMPUTED.test(value);
  return clean === "" || isCode || NO_VALUE.test(clean) ? undefined : { name: name.trim(), value: clean };
}

/** Without quotes, a comment at the end, or the punctuation of its surroundings. */
function cleanValue(value: string): string {
  const quoted = /^(?:["'](?<text>[^"']+)["'])\s*[,;]?\s*(?:(?:#|\/\/).*)?$/u.exec(value.trim())?.groups?.[
    "text"
  ];
  if (quoted !== undefined) return quoted;
  return value
    .replace(/\s+(?:#|\/\/).*$/u, "")
    .replace(/\s*(?:\*\/|-->)\s*$/u, "")
    .replace(/[,;.]+$/u, "")
    .trim();
}

/** How much a line looks like a fact that somebody put down: 0 not at all, up to 4. */
export function factLikeness(line: string): number {
  const fact = factIn(line);
  if (!fact) return 0;
  const { name, value } = fact;
  const distinctive = /\d/u.test(value) && value.length <= 60 ? 1 : 0;
  const coded = /^[\p{Lu}\p{N}][\p{Lu}\p{N}_-]{3,}$/u.test(value) ? 1 : 0;
  const short = name.split(/[\s_.-]+/u).length <= 5 && value.length <= 80 && line.length <= 160 ? 1 : 0;
  return 1 + distinctive + coded + short;
}
