/** Calls that run, open or ask for what their argument says. */
export const SINKS: readonly { readonly name: RegExp; readonly what: string }[] = [
  {
    name: /(?:^|\.)(?:system|popen|exec|execSync|execFile|execFileSync|spawn|spawnSync|create_subprocess_\w+|eval|compile)$|^subprocess\.\w+$|^child_process\.\w+$/,
    what: "a shell or an interpreter",
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
];

/** Code that looks at a value before it is used. */
export const CHECKS =
  /allow(?:ed|list)|ALLOWED|whitelist|in \w*(?:SAFE|PERMITTED|VALID)|re\.(?:full)?match|\.test\(|is_relative_to|startswith|startsWith|shlex\.quote|realpath|normpath|safe_join|validate|sanitize|urlparse|new URL\(|hostname/;
