import assert from "node:assert/strict";
import { sealLine } from "../../../src/core/lineFile.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { cleanCopy } from "../../../src/recording/cleanCopy.ts";
import { decodeLine } from "../../../src/recording/format.ts";
import { Redactor } from "../../../src/recording/redaction.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

const HELD = "a-key-that-we-hold-now";

const line = (seq: number, data: object): string =>
  sealLine({ v: 1, seq, t: 1, m: 1, type: "message", data });

describe("a recording that leaves", () => {
  const folder = useTempFolder();
  async function copyOf(...lines: readonly string[]) {
    await folder().write("recording.jsonl", lines.join(""));
    const { bytes, redacted } = await cleanCopy(
      new NodeStorage(),
      folder().at("recording.jsonl"),
      new Redactor(() => [HELD]),
    );
    return { text: Buffer.from(bytes).toString("utf8"), redacted };
  }

  it("is the same byte for byte where it holds no secret", async () => {
    const lines = [line(0, { text: "hello" }), line(1, { text: "ﬁne ²" })];
    assert.deepEqual(await copyOf(...lines), { text: lines.join(""), redacted: 0 });
  });

  it("loses secrets that were not known when it was written, says how many, and can still be read", async () => {
    const secret = { text: `it is ${HELD}, I said ${HELD}`, deep: [{ of: HELD }], signature: `${HELD}=` };
    const { text, redacted } = await copyOf(line(0, { text: "hello" }), line(1, secret));
    assert.equal(redacted, 3);
    const [first = "", second = ""] = text.split("\n").filter(Boolean);
    assert.ok(decodeLine(first).ok);
    const decoded = decodeLine(second);
    assert.ok(decoded.ok);
    const data = decoded.line.data as unknown as typeof secret;
    assert.equal(data.text, "it is [secret:key:1], I said [secret:key:1]");
    assert.deepEqual(data.deep, [{ of: "[secret:key:1]" }]);
    assert.equal(data.signature, secret.signature, "the API wants it back as it came");
  });

  it("loses them from a torn line, too", async () => {
    const { text } = await copyOf(line(0, { text: "hello" }), `\n{"v":1,"seq":1,"data":"${HELD}`);
    assert.doesNotMatch(text, new RegExp(HELD));
  });
});
