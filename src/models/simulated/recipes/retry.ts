import {
  bodyOfDefinition,
  callsOf,
  codeOnly,
  indentAt,
  isBalanced,
  topLevelStart,
  type Span,
} from "../text/source.ts";
import { splice, type Change, type Source } from "./recipe.ts";
import { pythonImport } from "./pythonImport.ts";

/** Calls to a service that can fail for a while. */
const REMOTE_CALLS =
  /(?:[\w$]+\.)*(?:messages|completions|responses|embeddings)\.(?:create|parse)|(?:requests|httpx|axios)\.(?:get|post|put|patch|delete|request)|(?:urllib\.request\.)?urlopen|fetch/u;

const HAS_RETRY = /(?:retry|backoff)\w*\s*\(|@retry\b|\bfor\b[^\n]*\battempt|\bisTransient\b/iu;

/** Wraps the calls to a service in a retry with exponential backoff. */
export function addRetry(source: Source, name?: string): Change {
  const code = codeOnly(source.text, source.language);
  const scope = name === undefined ? WHOLE : bodyOfDefinition(code, name, source.language);
  if (!scope) return { problem: `\`${source.path}\` defines no \`${name}\`.` };
  const calls = callsOf(code, REMOTE_CALLS).filter(
    ({ start, end }) => start >= scope.start && end <= scope.end,
  );
  const problem = problemOf(source, code, calls);
  if (problem !== undefined) return { problem };
  const isAsync = source.language === "script" || /\bawait\s+$/u.test(code.slice(0, calls[0]?.start));
  let text = source.text;
  for (const call of calls.toReversed()) text = wrap(text, call, source);
  const at = topLevelStart(code, source.text, calls[0]?.start ?? 0);
  text = splice(text, at, at, helper(source, isAsync));
  if (source.language === "python") text = withImports(text, isAsync);
  const what = calls.length === 1 ? "the call" : `${calls.length} calls`;
  const wrapper = source.language === "python" ? "with_retry" : "withRetry";
  return {
    text,
    summary: `wrapped ${what} to the service in \`${wrapper}\`: three attempts, waiting twice as long each time, only for errors that can pass`,
  };
}

const WHOLE: Span = { start: 0, end: Number.POSITIVE_INFINITY };

function problemOf({ path }: Source, code: string, calls: readonly Span[]): string | undefined {
  if (calls.length === 0) return `I see no call to a service in \`${path}\` that a retry would help.`;
  if (HAS_RETRY.test(code)) return `\`${path}\` retries already.`;
  return isBalanced(code) ? undefined : `I cannot tell code from text in \`${path}\` surely enough.`;
}

const helper = (source: Source, isAsync: boolean): string =>
  source.language === "python" ? pythonHelper(source.text, isAsync) : scriptHelper(source.typed);

function wrap(text: string, { start, end }: Span, source: Source): string {
  const call = text.slice(start, end);
  if (source.language === "script") return splice(text, start, end, `withRetry(() => ${call})`);
  if (!call.includes("\n") || /"""|'''/u.test(call))
    return splice(text, start, end, `with_retry(lambda: ${call})`);
  const indent = indentAt(text, start);
  const deeper = call.replaceAll("\n", "\n    ");
  return splice(text, start, end, `with_retry(\n${indent}    lambda: ${deeper}\n${indent})`);
}

function pythonHelper(text: string, isAsync: boolean): string {
  const [def, wait, sleep] = isAsync
    ? ["async def", "await ", "await asyncio.sleep"]
    : ["def", "", "time.sleep"];
  return `${def} with_retry(call, attempts=3, delay=0.5):
    """Run \`call\` again while the service is busy or unreachable, waiting twice as long each time."""
    for attempt in range(1, attempts + 1):
        try:
            return ${wait}call()
        except ${pythonErrors(text)}:
            if attempt == attempts:
                raise
            ${sleep}(delay * 2 ** (attempt - 1))


`;
}

const PYTHON_ERRORS: readonly (readonly [RegExp, string])[] = [
  [
    /\banthropic\b/u,
    "(anthropic.APIConnectionError, anthropic.RateLimitError, anthropic.InternalServerError)",
  ],
  [/\bopenai\b/u, "(openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError)"],
  [/\bimport requests\b/u, "(requests.ConnectionError, requests.Timeout)"],
  [/\bimport httpx\b/u, "httpx.TransportError"],
];

const pythonErrors = (text: string): string =>
  PYTHON_ERRORS.find(([pattern]) => pattern.test(text))?.[1] ?? "OSError";

function withImports(text: string, isAsync: boolean): string {
  const sdk = ["anthropic", "openai"].filter((name) => text.includes(`${name}.APIConnectionError`));
  return [isAsync ? "asyncio" : "time", ...sdk].reduce(pythonImport, text);
}

const scriptHelper = (
  typed: boolean,
): string => `/** Runs \`call\` again while the service is busy or unreachable, waiting twice as long each time. */
async function withRetry${typed ? "<T>(call: () => Promise<T>, attempts = 3, delay = 500): Promise<T>" : "(call, attempts = 3, delay = 500)"} {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt >= attempts || !isTransient(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay * 2 ** (attempt - 1)));
    }
  }
}

/** Whether another attempt may succeed: no answer came, or the service was busy or failed. */
function isTransient(error${typed ? ": unknown" : ""})${typed ? ": boolean" : ""} {
  const status = ${typed ? "(error as { status?: number } | undefined)" : "error"}?.status;
  return status === undefined || status === 429 || status >= 500;
}

`;
