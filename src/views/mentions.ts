/** A file that a text names, such as `src/api.py:12`. */
export interface FileMention {
  readonly path: string;
  /** From 1. */
  readonly line?: number;
}

/** Where in a text a mention stands: `[start, end)` in UTF-16 units. */
export interface PlacedMention extends FileMention {
  readonly start: number;
  readonly end: number;
}

const CANDIDATE = /[\p{L}\p{N}_@.+~/#:-]{3,300}/gu;
const PARTS =
  /^(?<path>(?:[\p{L}\p{N}_@.+~-]+\/)*[\p{L}\p{N}_@.+~-]+\.[A-Za-z]\w{0,9})(?:(?::|#L)(?<line>\d{1,7})(?:[:-]L?\d+)*)?$/u;
const DOMAIN = /^(?:www\.|[\w.-]+\.(?:com|org|net|io|dev|ai|app|co)(?:\/|$))/iu;
const TRAILING = /[.:#-]+$/u;
const SOURCE =
  /\.(?:c|cc|cfg|cjs|conf|cpp|cs|css|csv|env|go|h|hpp|html|ini|ipynb|java|js|json|jsonl|jsx|kt|lock|lua|md|mjs|php|proto|ps1|py|rb|rs|scss|sh|sql|svelte|swift|toml|ts|tsx|txt|vue|xml|ya?ml)$/iu;

/** The files that prose names. A bare `api.py` is not one without a line, since `Node.js` is none. */
export function mentionsIn(text: string): readonly PlacedMention[] {
  const found: PlacedMention[] = [];
  for (const { 0: run, index } of text.matchAll(CANDIDATE)) {
    const candidate = run.replace(TRAILING, "");
    const mention = parse(candidate);
    if (mention === undefined || (!mention.path.includes("/") && mention.line === undefined)) continue;
    found.push({ ...mention, start: index, end: index + candidate.length });
  }
  return found;
}

/** The file that a piece of code or a link's target names; here a bare `api.py` is enough. */
export function mentionOf(code: string): FileMention | undefined {
  const mention = parse(code);
  if (mention === undefined) return undefined;
  const sure = mention.path.includes("/") || mention.line !== undefined || SOURCE.test(mention.path);
  return sure ? mention : undefined;
}

function parse(candidate: string): FileMention | undefined {
  const { path, line } = PARTS.exec(candidate)?.groups ?? {};
  if (path === undefined || DOMAIN.test(path)) return undefined;
  return line === undefined ? { path } : { path, line: Number(line) };
}
