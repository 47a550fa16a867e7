/** Calls that run, open or ask for what their argument says. */
export interface SinkCall {
  /** The callee as it is written. */
  readonly name: RegExp;
  readonly what: string;
  /** Whether any argument can do so, and not only the first. */
  readonly any?: boolean;
  /** The packages of which a file has one, where the name alone says too little. */
  readonly of?: RegExp;
}

export const SINKS: readonly SinkCall[] = [
  {
    name: /^os\.(?:system|popen)$|^(?:exec|execSync|execFile|execFileSync|spawn|spawnSync|execa|eval|compile)$|(?:^|\.)create_subprocess_\w+$|^subprocess\.\w+$|^(?:child_process|cp|childProcess)\.\w+$/,
    what: "a shell or an interpreter",
    any: true,
  },
  {
    name: /(?:^|\.)(?:cursor|conn|connection|db|session|engine|pool|client)\.(?:execute|executemany|raw|query|text)$|\$queryRawUnsafe$/,
    what: "a query",
  },
  {
    name: /^(?:open|io\.open|aiofiles\.open)$|(?:^|\.)(?:readFile|readFileSync|writeFile|writeFileSync|unlink|unlinkSync|rmtree|createReadStream|createWriteStream)$|^os\.(?:remove|unlink|makedirs|listdir)$|^shutil\.\w+$/,
    what: "a path",
  },
  {
    name: /^(?:requests|httpx|axios)\.(?:get|post|put|delete|patch|request|head)$|^(?:fetch|axios|got|urlopen|urllib\.request\.urlopen)$|(?:^|\.)(?:goto|navigate)$/,
    what: "an address",
  },
  {
    name: /(?:^|\.)(?:session|client|http|http_client)\.(?:get|post|put|delete|patch|request|head)$/,
    what: "an address",
    of: /^(?:aiohttp|httpx|requests)\b/,
  },
];

/** Code that looks at a value before it is used. */
export const CHECKS =
  /allow(?:ed|list)|ALLOWED|whitelist|in \w*(?:SAFE|PERMITTED|VALID)|re\.(?:full)?match|\.test\(|is_relative_to|startswith|startsWith|shlex\.quote|realpath|normpath|safe_join|validate|sanitize|urlparse|new URL\(|hostname/;
