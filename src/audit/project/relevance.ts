import { readNotebook } from "../notebook/notebook.ts";
import type { Pattern } from "../resolve/pattern.ts";
import { CALL_SHAPES } from "../tables/callShapes.ts";
import { MODEL_ENDPOINTS } from "../tables/rawHttp.ts";

/**
 * Whether a test may call a model, by its text alone. What it calls besides is defined elsewhere, and nothing
 * in a test runs in production, so one that does not need not be parsed.
 */
export const mayCallModel = (text: string): boolean =>
  IMPORTS.test(text) || CALLS.test(text) || MODEL_ENDPOINTS.some((endpoint) => endpoint.test(text));

/** How the names of packages begin in the patterns of calls: the first name, or each of the first alternatives. */
function beginnings(pattern: Pattern): readonly string[] {
  const [, alternatives, name] = /^(?:\{([^}]*)\}|([^.{([*]+))/.exec(pattern) ?? [];
  return alternatives?.split(",").map((one) => /^[^.*]*/.exec(one)?.[0] ?? one) ?? (name ? [name] : []);
}

const PACKAGES = [...new Set(CALL_SHAPES.flatMap(({ calls }) => calls.flatMap(beginnings)))].join("|");

/** Any import whose module begins like one of these packages. */
const IMPORTS = new RegExp(
  String.raw`(?:from|import|require|mock)\b\s*\(?\s*["'](?:${PACKAGES})|^\s*(?:from|import)\b[^\n]*?\b(?:${PACKAGES})`,
  "m",
);

/** The same in the JSON of a notebook, where a line of code begins a text or follows an escaped line break. */
const NOTEBOOK_IMPORTS = new RegExp(String.raw`(?:"|\\n)\s*(?:from|import)\b[^"\n\\]*?\b(?:${PACKAGES})`);

/** Whether the code cells of a notebook may call a model; its outputs are large, so only what may is parsed. */
export function notebookMayCallModel(json: string): boolean {
  if (!NOTEBOOK_IMPORTS.test(json)) return false;
  const code = readNotebook(json);
  return typeof code !== "string" && mayCallModel(code.text);
}

/** Calls of a client that is made elsewhere. */
const CALLS = /\.(?:completions|responses|messages)\s*\.\s*\w|\bgetAgent\(|\.generate_?content/i;
