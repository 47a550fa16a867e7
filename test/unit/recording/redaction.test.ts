import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { Redactor } from "../../../src/recording/redaction.ts";
import { SECRET_PATTERNS } from "../../../src/recording/secretPatterns.ts";
import { seededRandom } from "../../support/seededRandom.ts";

/** Made here, so that no text of the shape of a key stands in this file. */
const join = (...parts: string[]): string => parts.join("");
const mixed = (length: number): string => "aB3dE5gH7jK9".repeat(20).slice(0, length);
const hex = (length: number): string => "0a1b2c3d4e5f".repeat(20).slice(0, length);
const upper = (length: number): string => "A1B2C3D4".repeat(20).slice(0, length);
const pem = (label: string, lines = 3): string =>
  join("-----BE", `GIN ${label}-----\n`, `${mixed(64)}\n`.repeat(lines), "-----EN", `D ${label}-----`);

/** By kind: secrets, and texts that come close. */
const EXAMPLES: Readonly<Record<string, { readonly secrets: string[]; readonly harmless: string[] }>> = {
  "anthropic-key": {
    secrets: [join("sk-", "ant-api03-", mixed(40))],
    harmless: [join("sk-", "ant-", "short"), "task-ant-colony-optimization-algorithm-2"],
  },
  "openai-key": {
    secrets: [join("sk-", mixed(48)), join("sk-", "proj-", mixed(60))],
    harmless: [
      "risk-management-and-compliance-framework-2024",
      "sk-this-is-only-a-long-css-class-name-of-a-page",
    ],
  },
  "aws-key": {
    secrets: [join("AK", "IA", upper(16)), join("AS", "IA", upper(16))],
    harmless: [join("AK", "IA", upper(17)), join("AK", "IA", upper(15))],
  },
  "github-token": {
    secrets: [join("gh", "p_", mixed(36)), join("github", "_pat_", mixed(40))],
    harmless: [join("gh", "p_", mixed(35)), join("gh", "x_", mixed(36))],
  },
  "gitlab-token": { secrets: [join("gl", "pat-", mixed(20))], harmless: [join("gl", "pat-", mixed(19))] },
  "slack-token": {
    secrets: [join("xo", "xb-", "12345678901-", mixed(10))],
    harmless: [join("xo", "xb-", "a1")],
  },
  "slack-webhook": {
    secrets: [join("hooks.slack", ".com/services/", upper(9), "/", upper(9), "/", mixed(24))],
    harmless: [join("hooks.slack", ".com/services/")],
  },
  "google-key": { secrets: [join("AI", "za", mixed(35))], harmless: [join("AI", "za", mixed(20))] },
  "stripe-key": {
    secrets: [
      join("sk", "_live_", mixed(24)),
      join("rk", "_test_", mixed(24)),
      join("wh", "sec_", mixed(32)),
    ],
    harmless: [join("pk", "_live_", mixed(24)), join("sk", "_live_", mixed(10))],
  },
  "sendgrid-key": {
    secrets: [join("S", "G.", mixed(22), ".", mixed(43))],
    harmless: [join("S", "G.", mixed(22)), "SG.short.name"],
  },
  "npm-token": {
    secrets: [join("np", "m_", mixed(36))],
    harmless: ["npm_config_registry_of_the_whole_company_x"],
  },
  "pypi-token": {
    secrets: [join("py", "pi-AgE", mixed(60))],
    harmless: ["pypi-server-that-mirrors-packages-of-the-company-and-its-friends"],
  },
  "huggingface-token": { secrets: [join("h", "f_", mixed(34))], harmless: [join("h", "f_", mixed(20))] },
  "twilio-key": {
    secrets: [join("S", "K", hex(32))],
    harmless: [join("S", "K", hex(33)), join("TAS", "K", hex(32))],
  },
  "digitalocean-token": { secrets: [join("do", "p_v1_", hex(64))], harmless: [join("do", "p_v1_", hex(60))] },
  "databricks-token": { secrets: [join("da", "pi", hex(32))], harmless: [join("da", "pi", hex(30))] },
  "shopify-token": { secrets: [join("sh", "pat_", hex(32))], harmless: [join("sh", "pat_", hex(31))] },
  "linear-key": { secrets: [join("lin", "_api_", mixed(40))], harmless: [join("lin", "_api_", mixed(20))] },
  "notion-token": { secrets: [join("nt", "n_", mixed(46))], harmless: [join("nt", "n_", mixed(30))] },
  "grafana-token": {
    secrets: [join("gl", "c_eyJ", mixed(60)), join("gl", "sa_", mixed(32), "_", hex(8))],
    harmless: ["glc_some_function_with_a_very_long_name_indeed"],
  },
  "vault-token": { secrets: [join("hv", "s.", mixed(24))], harmless: [join("hv", "s.", mixed(10))] },
  "telegram-token": {
    secrets: [join("bo", "t123456789:", mixed(35))],
    harmless: [join("bo", "t12:", mixed(35))],
  },
  "age-key": {
    secrets: [join("AGE-SECRET", "-KEY-1", upper(58))],
    harmless: [join("AGE-SECRET", "-KEY-1", upper(9))],
  },
  jwt: {
    secrets: [join("ey", "J", mixed(20), ".ey", "J", mixed(40), ".", mixed(30))],
    harmless: [join("ey", "J", mixed(20), ".", mixed(40))],
  },
  "private-key": {
    secrets: [
      pem("PRIVATE KEY"),
      pem("RSA PRIVATE KEY", 25),
      pem("OPENSSH PRIVATE KEY"),
      pem("PGP PRIVATE KEY BLOCK"),
    ],
    harmless: [pem("PUBLIC KEY"), pem("CERTIFICATE")],
  },
  "azure-key": { secrets: [join(mixed(86), "==")], harmless: [] },
  "url-password": { secrets: ["s3cr3t-pass"], harmless: [] },
};

/** Some secrets are only recognised by what stands around them. */
const SURROUNDINGS: Readonly<Record<string, readonly [string, string]>> = {
  "azure-key": ["AccountName=x;AccountKey=", ";EndpointSuffix=core.windows.net"],
  "url-password": ["postgres://app:", "@db.example.com:5432/app"],
};

const redact = (text: string): { readonly text: string; readonly count: number } =>
  new Redactor().redact(text);

describe("redaction", () => {
  it("has an example for every pattern", () => {
    assert.deepEqual(
      Object.keys(EXAMPLES),
      SECRET_PATTERNS.map(({ kind }) => kind),
    );
  });

  for (const [kind, { secrets, harmless }] of Object.entries(EXAMPLES)) {
    it(`takes out a secret of the kind ${kind}, and only that`, () => {
      const [before, after] = SURROUNDINGS[kind] ?? ["", ""];
      for (const secret of secrets) {
        for (const [left, right] of [
          ["", ""],
          ['key = "', '"\n'],
          ["a,", ",b"],
          ["?t=", "&x=1"],
        ]) {
          const text = `${left}${before}${secret}${after}${right}`;
          const placeholder = `[secret:${kind}:1]`;
          assert.deepEqual(redact(text), { text: text.replace(secret, placeholder), count: 1 });
        }
      }
      for (const text of harmless) assert.deepEqual(redact(text), { text, count: 0 });
    });
  }

  it("takes a key out of percent-encoded text", () => {
    const key = join("sk-", mixed(48));
    assert.equal(redact(`Bearer%20${key}`).text, "Bearer%20[secret:openai-key:1]");
  });

  it("gives the same secret the same number, and each other one its own", () => {
    const [one, two] = [join("gh", "p_", mixed(36)), join("gh", "p_", upper(36))];
    const redactor = new Redactor();
    assert.equal(
      redactor.redact(`${one} ${two} ${one}`).text,
      "[secret:github-token:1] [secret:github-token:2] [secret:github-token:1]",
    );
    assert.deepEqual(redactor.redact(two), { text: "[secret:github-token:2]", count: 1 });
  });

  it("goes on counting where an earlier run of the session stopped", () => {
    const secret = join("gh", "p_", mixed(36));
    assert.equal(new Redactor(undefined, 5).redact(secret).text, "[secret:github-token:5]");
  });

  it("takes out the keys that we hold, whatever their shape, but no short word", () => {
    const redactor = new Redactor(() => ["my own key", "short"]);
    assert.deepEqual(redactor.redact("my own key is short: my own key"), {
      text: "[secret:key:1] is short: [secret:key:1]",
      count: 2,
    });
  });

  it("leaves placeholders alone, so that text may pass twice", () => {
    const once = redact(`x ${join("AK", "IA", upper(16))} y`).text;
    assert.deepEqual(redact(once), { text: once, count: 0 });
  });

  it("finds a secret wherever it stands in a text", () => {
    const secret = join("AK", "IA", upper(16));
    const around = fc.string({ unit: fc.constantFrom(...Array.from(" \n.,:/-=\"'aé🙂0")) });
    fc.assert(
      fc.property(around, around, (left, right) => {
        assert.ok(!redact(`${left} ${secret} ${right}`).text.includes(secret));
      }),
    );
  });

  it("leaves ordinary texts as they are", () => {
    const sources = ["src/core", "src/recording", "src/models", "src/tools"].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".ts"))
        .map((name) => readFileSync(`${folder}/${name}`, "utf8")),
    );
    const lock = readFileSync("package-lock.json", "utf8");
    const random = seededRandom(3);
    const image = `data:image/png;base64,${Buffer.from(random.bytes(200_000)).toString("base64")}`;
    const ids = Array.from({ length: 2_000 }, (_, n) => {
      const sha = createHash("sha256").update(String(n)).digest("hex");
      const uuid = sha.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
      return [sha, sha.slice(0, 32), uuid, Buffer.from(random.bytes(18)).toString("base64url")].join("\n");
    }).join("\n");
    const urls = [
      "https://example.com:8080/a@b?x=1:2@c",
      "git@github.com:a/b.git",
      "ssh://git@host:22/x",
      "http://[::1]:80/@x",
      "https://user@example.com/",
      "mailto:someone@example.com",
      "npm://@scope/name@1.2.3",
      "redis://localhost:6379",
      "`http://${user}:${password}@${host}`",
      "https://<user>:<password>@host",
    ].join("\n");
    const prose = [
      "The key begins with sk- or with AKIA.",
      'if (text.includes("-----BEGIN PRIVATE KEY-----")) {\n}\n// -----END PRIVATE KEY-----',
      "npm_lifecycle_event npm_package_name",
      "eyJ is how the base64 of a JSON object begins.",
      "Bearer <token>",
    ].join("\n");
    for (const text of [...sources, lock, image, ids, urls, prose])
      assert.deepEqual(redact(text), { text, count: 0 });
  });

  it("stays fast on text that was made to slow it down", () => {
    const units = ["a", " ", "://", "://a:", "-----BEGIN", "-----BEGIN PRIVATE KEY-----", "sk-", "sk_", "_sk-", "eyJ", "eyJa.",
      "SG.", "SG.aaaaaaaaaaaaaaaaaaaa.", "AKIA", "bot123456789", "AccountKey=", ":", "-", "npm_", "xoxb-"]; // prettier-ignore
    for (const unit of units) {
      // What looks like a beginning makes sure that the text is searched at all.
      const text = `${unit.repeat(Math.ceil(1e6 / unit.length))} AKIA`;
      const before = process.cpuUsage();
      redact(text);
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 500_000, `1 MB of ${unit} took ${user + system} µs`);
    }
  });
});
