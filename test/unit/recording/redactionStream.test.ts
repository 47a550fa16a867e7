import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Redactor } from "../../../src/recording/redaction.ts";
import { RedactionStream } from "../../../src/recording/redactionStream.ts";

/** Made here, so that no text of the shape of a key stands in this file. */
const join = (...parts: string[]): string => parts.join("");
const mixed = (length: number): string => "aB3dE5gH7jK9".repeat(20).slice(0, length);
const HELD = "our own key, with words";
const SECRETS = [
  HELD,
  join("sk-", "ant-api03-", mixed(90)),
  join("AK", "IA", "A1B2C3D4A1B2C3D4"),
  join("ey", "J", mixed(20), ".ey", "J", mixed(200), ".", mixed(30)),
  join(
    "-----BE",
    "GIN RSA PRIVATE KEY-----\n",
    `${mixed(64)}\n`.repeat(20),
    "-----EN",
    "D RSA PRIVATE KEY-----",
  ),
  join("postgres://app:", "s3cr3t-pass", "@db.example.com"),
];

const redactor = (): Redactor => new Redactor(() => [HELD]);

function streamed(parts: readonly string[], end: "end" | "cut" = "end"): readonly string[] {
  const stream = new RedactionStream(redactor());
  const shown = parts.map((part) => stream.push(part));
  return [...shown, stream[end]()];
}

/** A text in parts, cut at these places. */
const split = (text: string, cuts: readonly number[]): readonly string[] => {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
};

const words = fc.string({ unit: fc.constantFrom(...Array.from(" \n.,:/-=\"'aé🙂0kAS")), maxLength: 60 });

describe("redaction of a text that arrives in parts", () => {
  it("gives in the end what redaction of the whole gives, wherever the parts end", () => {
    fc.assert(
      fc.property(
        words,
        fc.constantFrom(...SECRETS),
        words,
        fc.array(fc.nat({ max: 3_000 }), { maxLength: 12 }),
        (before, secret, after, cuts) => {
          const text = `${before} ${secret} ${after}`;
          const shown = streamed(split(text, cuts)).join("");
          assert.equal(shown, redactor().redact(text).text);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("never shows a beginning of a secret that it takes out", () => {
    for (const secret of SECRETS) {
      const text = `before ${secret} after`;
      const shown = streamed(Array.from(text));
      let sofar = "";
      for (const part of shown) {
        sofar += part;
        assert.ok(redactor().redact(text).text.startsWith(sofar), sofar);
      }
    }
  });

  it("lets go at once what cannot become one", () => {
    const stream = new RedactionStream(redactor());
    assert.equal(stream.push("The quick brown fox has"), "The quick brown fox ha");
    assert.equal(stream.push(" jumped.\n"), "s jumped.\n");
    assert.equal(stream.push("これは普通の文章です"), "これは普通の文章です");
    assert.equal(stream.push("z".repeat(5_000)).length, 5_000);
    const certificate = new RedactionStream(redactor());
    const text = `-----BEGIN CERTIFICATE-----\n${mixed(64)}\n-----END CERTIFICATE-----\nmore `;
    assert.equal(certificate.push(text), text);
  });

  it("drops half a secret at the place where the text was cut off, and nothing else", () => {
    for (const secret of SECRETS.slice(0, 4)) {
      const half = secret.slice(0, Math.ceil(secret.length / 2));
      assert.ok(
        !streamed([`before ${half}`], "cut")
          .join("")
          .includes(half),
        half,
      );
    }
    assert.equal(streamed(["an answer that breaks o"], "cut").join(""), "an answer that breaks o");
  });

  it("counts what it takes out", () => {
    const stream = new RedactionStream(redactor());
    stream.push(`${SECRETS[1] ?? ""} and our own`);
    stream.push(" key, with words. ");
    assert.equal(stream.count, 2);
  });
});
