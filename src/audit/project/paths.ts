/** Parts of a path that say that its code does not run in production. */
const TESTS =
  /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e|testing|fixtures?|mocks?|__mocks__|conftest\.py)(?:\/|$)|(?:^|\/)test_[^/]*\.py$|[._-](?:test|tests|spec)\.[cm]?[jt]sx?$|_test\.py$/i;
const EXAMPLES =
  /(?:^|\/)(?:examples?|samples?|demos?|cookbooks?|tutorials?|notebooks?|docs?|benchmarks?|legacy|deprecated|archive|evals?|evaluations?)\/|(?:^|\/)(?:eval|evaluate|evaluation|benchmark)(?:_\w+)?\.[cm]?[a-z]+$/i;
const VENDORED =
  /(?:^|\/)(?:node_modules|vendor|vendored|third_party|site-packages|\.venv|venv|dist|build|out|\.next|\.nuxt|__pycache__|\.git)\//i;

export type PathRole = "live" | "test" | "example" | "vendored";

const known = new Map<string, PathRole>();
const MOST_KNOWN = 20_000;

/** The role of a file, by its path below its project. A project that lies under `examples/` is itself no example. */
export function roleOf(path: string): PathRole {
  let role = known.get(path);
  if (role === undefined) {
    role = findRole(path);
    if (known.size > MOST_KNOWN) known.clear();
    known.set(path, role);
  }
  return role;
}

function findRole(path: string): PathRole {
  // Who has notebooks read means those in a folder of notebooks, too.
  if (path.endsWith(".ipynb")) return roleOf(path.replaceAll(/(?:^|(?<=\/))notebooks?\/|\.ipynb$/gi, ""));
  if (VENDORED.test(path)) return "vendored";
  if (TESTS.test(path)) return "test";
  if (EXAMPLES.test(path)) return "example";
  return "live";
}

/** Parsed files end in one of these. */
export const grammarOf = (path: string): "python" | "typescript" | "tsx" | "javascript" | undefined => {
  const end = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase();
  if (end === "py" || end === "pyw") return "python";
  if (end === "ts" || end === "mts" || end === "cts") return "typescript";
  if (end === "tsx") return "tsx";
  if (end === "js" || end === "mjs" || end === "cjs" || end === "jsx") return "javascript";
  return undefined;
};
