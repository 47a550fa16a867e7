import { termKey, type AttributeTerm } from "./attributeMatch.ts";
import { CATEGORIES, failureLabel } from "./spanRow.ts";
import { STATES, STATUSES, type SpanColumns, type TextField } from "./spanColumns.ts";

/** One word of a filter: what a span must have to match. All words must match. */
export type Term =
  | { readonly kind: "text"; readonly text: string; readonly fields: readonly TextField[] }
  | { readonly kind: "category"; readonly category: number }
  | { readonly kind: "state"; readonly state: number }
  | { readonly kind: "status"; readonly status: number }
  /** Attributes are not here: whoever holds them says which rows match. */
  | ({ readonly kind: "attribute" } & AttributeTerm);

const EVERYWHERE: readonly TextField[] = ["name", "subject", "note", "failure"];
const WORDS = /([\w.-]+)=("[^"]*"?|\S*)|(?:(\w+):)?("[^"]*"?|\S+)/g;

/**
 * Reads a filter: words, `"several words"`, `kind:tool`, `status:error` (or `ok`, `running`,
 * `interrupted`), `model:`, `tool:`, `agent:`, `error:rate` (or `class:rate`), and `attribute=value`. An unknown prefix
 * is text like any other.
 */
export function parseQuery(query: string): readonly Term[] {
  const terms: Term[] = [];
  for (const [whole, key, wanted = "", prefix, value = ""] of query.toLowerCase().matchAll(WORDS)) {
    if (key !== undefined) terms.push({ kind: "attribute", key, value: unquote(wanted) });
    else terms.push(...((prefix && termsOf(prefix, unquote(value))) || [anywhere(unquote(whole))]));
  }
  return terms;
}

const unquote = (text: string): string => text.replaceAll('"', "");

const anywhere = (text: string): Term => ({ kind: "text", text, fields: EVERYWHERE });

function termsOf(prefix: string, value: string): readonly Term[] | undefined {
  switch (prefix) {
    case "kind":
      return [{ kind: "category", category: CATEGORIES.findIndex((name) => name === value) }];
    case "status": {
      const state = STATES.findIndex((name) => name === value);
      if (state >= 0 && value !== "ended") return [{ kind: "state", state }];
      return [{ kind: "status", status: STATUSES.findIndex((name) => name === value) }];
    }
    case "model":
    case "tool":
    case "agent":
      return [
        { kind: "category", category: CATEGORIES.indexOf(prefix) },
        { kind: "text", text: value, fields: ["subject"] },
      ];
    case "error":
    case "class":
      return [
        { kind: "status", status: STATUSES.indexOf("error") },
        { kind: "text", text: value, fields: ["failure"] },
      ];
    default:
      return undefined;
  }
}

/** By row: 1 where all terms match. Texts are searched once each, however many spans share them. */
export function matchRows(columns: SpanColumns, terms: readonly Term[], known?: FoundRows): Uint8Array {
  const found = new Uint8Array(columns.length).fill(1);
  for (const term of terms) {
    if (term.kind === "attribute") narrowTo(found, known?.get(termKey(term)));
    else narrow(found, columns, term);
  }
  return found;
}

/** Rows that have an attribute, by `termKey`; none is there before it was asked for. */
export type FoundRows = ReadonlyMap<string, Uint32Array>;

/** Before it is known which rows match, all do: so rows go once, and do not come and go. */
function narrowTo(found: Uint8Array, rows: Uint32Array | undefined): void {
  if (rows === undefined) return;
  const before = found.slice();
  found.fill(0);
  for (const row of rows) if (row < found.length) found[row] = before[row]!;
}

/** The attributes that a filter asks for. */
export const attributeTerms = (query: string): readonly AttributeTerm[] =>
  parseQuery(query).flatMap((term) =>
    term.kind === "attribute" ? [{ key: term.key, value: term.value }] : [],
  );

function narrow(found: Uint8Array, columns: SpanColumns, term: Exclude<Term, { kind: "attribute" }>): void {
  const { arrays } = columns;
  if (term.kind === "text") return narrowByText(found, columns, term.text, term.fields);
  const wanted = term.kind === "category" ? term.category : term.kind === "state" ? term.state : term.status;
  const column = arrays[term.kind];
  for (let row = 0; row < found.length; row++) if (column[row] !== wanted) found[row] = 0;
}

function narrowByText(
  found: Uint8Array,
  columns: SpanColumns,
  text: string,
  fields: readonly TextField[],
): void {
  const holds = Uint8Array.from(columns.strings, (known) => (known.toLowerCase().includes(text) ? 1 : 0));
  if (fields.includes("failure")) {
    columns.strings.forEach((known, at) => {
      if (holds[at] === 0 && failureLabel(known).toLowerCase().includes(text)) holds[at] = 1;
    });
  }
  const searched = fields.map((field) => columns.arrays[field]);
  for (let row = 0; row < found.length; row++) {
    if (!searched.some((column) => holds[column[row]!] === 1)) found[row] = 0;
  }
}
