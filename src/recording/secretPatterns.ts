/** A kind of secret, recognised by how its issuer shapes it. */
export interface SecretPattern {
  /** For the placeholder: `[secret:<kind>:1]`. */
  readonly kind: string;
  /** Matches the secret and nothing else. Without capture groups. */
  readonly pattern: string;
}

/**
 * Not inside a word, such as the `sk-` of `task-queue`; the end of a percent code is no word. It also keeps
 * a scan linear: a run of letters is looked at from its beginning only.
 */
const START = String.raw`(?:(?<![\w-])|(?<=%[0-9A-Fa-f]{2}))`;

/** Each begins with its issuer's literal prefix, so that a scan fails fast at every other place. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  { kind: "anthropic-key", pattern: String.raw`${START}sk-ant-[\w-]{20,}` },
  { kind: "openai-key", pattern: String.raw`${START}sk-(?=[a-z_-]*[A-Z0-9])[\w-]{32,}` },
  { kind: "aws-key", pattern: String.raw`(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])` },
  { kind: "github-token", pattern: String.raw`(?:gh[opsur]_[A-Za-z0-9]{36,}|github_pat_\w{22,})` },
  { kind: "gitlab-token", pattern: String.raw`gl(?:pat|dt|rt|cbt|ptt|oas)-[\w-]{20,}` },
  { kind: "slack-token", pattern: String.raw`xox[abeoprs]-[A-Za-z0-9-]{10,}` },
  { kind: "slack-webhook", pattern: String.raw`hooks\.slack\.com\/services\/[\w/]{20,}` },
  { kind: "google-key", pattern: String.raw`AIza[\w-]{35}` },
  {
    kind: "stripe-key",
    pattern: String.raw`(?:[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,})`,
  },
  { kind: "sendgrid-key", pattern: String.raw`SG\.[\w-]{16,}\.[\w-]{16,}` },
  { kind: "npm-token", pattern: String.raw`npm_[A-Za-z0-9]{36}` },
  { kind: "pypi-token", pattern: String.raw`pypi-AgE[\w-]{50,}` },
  { kind: "huggingface-token", pattern: String.raw`hf_[A-Za-z0-9]{30,}` },
  { kind: "twilio-key", pattern: String.raw`${START}SK[0-9a-f]{32}(?![0-9a-f])` },
  { kind: "digitalocean-token", pattern: String.raw`do[opr]_v1_[0-9a-f]{64}` },
  { kind: "databricks-token", pattern: String.raw`dapi[0-9a-f]{32}` },
  { kind: "shopify-token", pattern: String.raw`shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}` },
  { kind: "linear-key", pattern: String.raw`lin_api_[A-Za-z0-9]{32,}` },
  { kind: "notion-token", pattern: String.raw`ntn_[A-Za-z0-9]{40,}` },
  { kind: "grafana-token", pattern: String.raw`gl(?:c_eyJ[\w+/=]{29,}|sa_[A-Za-z0-9]{32}_[0-9a-f]{8})` },
  { kind: "vault-token", pattern: String.raw`hv[bs]\.[\w-]{24,}` },
  { kind: "telegram-token", pattern: String.raw`bot\d{8,10}:[\w-]{35}` },
  { kind: "age-key", pattern: String.raw`AGE-SECRET-KEY-1[A-Z0-9]{50,}` },
  { kind: "jwt", pattern: String.raw`${START}eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}` },
  {
    kind: "private-key",
    pattern: String.raw`-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[\w+/=\s:,.\\]|-(?!----)){1,16384}-----END (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----`,
  },
  { kind: "azure-key", pattern: String.raw`(?<=AccountKey=)[A-Za-z0-9+/]{80,}={0,2}` },
  {
    kind: "url-password",
    pattern: String.raw`(?<=:\/\/[\w.%+-]{1,64}:)[^\s:/?#@"'$\u007b\u007d<>]{3,128}(?=@[\w.-])`,
  },
];
