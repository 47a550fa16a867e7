import { MIN_HELD_LENGTH } from "./secretSpans.ts";
import type { Redactor } from "./redaction.ts";

/** No pattern looks further back than this. */
const CONTEXT = 80;
/** A private key of many lines; a longer text of its shape is none. */
const LONGEST_SECRET = 20_000;

/** How the patterns begin. From such a place on an unbroken run of characters may become a secret. */
const BEGINNINGS = [
  ..."sk- sk_ rk_ AKIA ASIA AIza AGE-S SG. SK ghp_ gho_ ghs_ ghu_ ghr_ github_pat xox hooks.s whsec npm_ ntn_ pypi-".split(
    " ",
  ),
  ..."glpat- gldt- glrt- glcbt- glptt- gloas- glc_ glsa_ hf_ dop_ doo_ dor_ dapi shpat shpca shppa shpss".split(
    " ",
  ),
  ..."lin_api hvb. hvs. bot eyJ AccountKey= :// -----BEGIN".split(" "),
];
const BEGINNING = new RegExp(BEGINNINGS.map((each) => each.replaceAll(".", "\\.")).join("|"));
const LONGEST_BEGINNING = Math.max(...BEGINNINGS.map(({ length }) => length));

/**
 * Takes secrets out of a text that arrives in parts. The end of what has arrived is kept back for as long as
 * it may be the beginning of a secret; the rest goes on at once.
 */
export class RedactionStream {
  readonly #redactor: Redactor;
  /** The end of what has gone on, as it came: some secrets are told by what stands before them. */
  #before = "";
  #waiting = "";
  #count = 0;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** How many secrets were taken out so far. */
  get count(): number {
    return this.#count;
  }

  /** Takes the next part and returns what can be shown of all that arrived. */
  push(part: string): string {
    this.#waiting += part;
    return this.#release(safeLength(this.#waiting, this.#redactor.held));
  }

  /** The rest, when no more will come. */
  end(): string {
    return this.#release(this.#waiting.length);
  }

  /** The rest of a text that was cut off: without what may be the beginning of a secret. */
  cut(): string {
    const safe = safeLength(this.#waiting, this.#redactor.held);
    const rest = this.#waiting.slice(safe);
    const isHarmless = !BEGINNING.test(rest) && !endsInHeld(rest, this.#redactor.held);
    const shown = this.#release(isHarmless ? this.#waiting.length : safe);
    this.#waiting = "";
    return shown;
  }

  /** What stands before `length` goes on, unless a secret goes across it. */
  #release(length: number): string {
    if (length === 0) return "";
    const whole = this.#before + this.#waiting;
    const offset = this.#before.length;
    const spans = this.#redactor.find(whole).flatMap((span) => {
      const start = Math.max(span.start, offset);
      return start < span.end && start < offset + length ? [{ ...span, start }] : [];
    });
    const end = Math.max(offset + length, spans.at(-1)?.end ?? 0);
    const shown = whole.slice(offset, end);
    const inShown = spans.map((span) => ({ ...span, start: span.start - offset, end: span.end - offset }));
    const { text, count } = this.#redactor.apply(shown, inShown);
    this.#count += count;
    this.#waiting = whole.slice(end);
    this.#before = whole.slice(Math.max(0, end - CONTEXT), end);
    return text;
  }
}

/** How much of a text cannot become a part of a secret, whatever follows. */
function safeLength(text: string, held: readonly string[]): number {
  const safe = Math.min(shapeStart(text), heldStart(text, held), openBlock(text));
  return Math.max(safe, text.length - LONGEST_SECRET, 0);
}

/** Where a secret that is known by its shape may have begun that goes up to the end. */
function shapeStart(text: string): number {
  const run = text.length - trailingRun(text);
  const begun = BEGINNING.exec(text.slice(run));
  if (begun !== null) return run + begun.index;
  for (let at = Math.max(run, text.length - LONGEST_BEGINNING); at < text.length; at++) {
    const end = text.slice(at);
    if (BEGINNINGS.some((each) => each.startsWith(end))) return at;
  }
  return text.length;
}

/** The length of the unbroken printable ASCII at the end: no secret but a private key goes over its edge. */
function trailingRun(text: string): number {
  let at = text.length;
  while (at > 0) {
    const code = text.charCodeAt(at - 1);
    if (code < 0x21 || code > 0x7e) break;
    at--;
  }
  return text.length - at;
}

/** Where the end of the text may begin a key that we hold. */
function heldStart(text: string, held: readonly string[]): number {
  let start = text.length;
  for (const secret of held) {
    if (secret.length < MIN_HELD_LENGTH) continue;
    for (let length = Math.min(secret.length - 1, text.length); length > text.length - start; length--) {
      if (text.endsWith(secret.slice(0, length))) start = text.length - length;
    }
  }
  return start;
}

const endsInHeld = (text: string, held: readonly string[]): boolean =>
  text.length - heldStart(text, held) >= 4;

const OPEN_HEADER = /^-----BEGIN [A-Z ]{0,40}-{0,5}$/;
const OPEN_KEY = /^-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\w+/=\s:,.\\-]*$/;

/** Where a private key began that has not ended. */
function openBlock(text: string): number {
  const begun = text.lastIndexOf("-----BEGIN");
  if (begun === -1) return text.length;
  const block = text.slice(begun);
  const isOpen =
    OPEN_HEADER.test(block) || (OPEN_KEY.test(block) && !/-----END [A-Z ]*KEY[A-Z ]*-----/.test(block));
  return isOpen ? begun : text.length;
}
