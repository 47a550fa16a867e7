import assert from "node:assert/strict";
import * as fc from "fast-check";
import { JsonBytes } from "../../../src/core/jsonBytes.ts";
import { sealed, unsealLine } from "../../../src/core/lineFile.ts";

describe("JSON that is put together as bytes", () => {
  it("is what was appended, whatever its characters and length, also in memory that was used before", () => {
    const json = new JsonBytes();
    const pieces = fc.array(fc.string({ unit: "grapheme", maxLength: 200 }), { maxLength: 40 });
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 40 }), (texts, times) => {
        json.clear();
        for (let time = 0; time < times; time++)
          for (const [at, text] of texts.entries()) {
            const bytes = Buffer.from(`[${JSON.stringify(text)}]`);
            if (at % 3 === 0) json.text(JSON.stringify(text));
            else if (at % 3 === 1) json.raw(bytes.subarray(1, -1));
            else json.part(bytes, 1, bytes.length - 1);
            json.byte(0x2c);
          }
        const all = texts.map((text) => `${JSON.stringify(text)},`).join("");
        assert.equal(Buffer.from(json.written).toString("utf8"), all.repeat(times));
      }),
    );
  });

  it("grows while bytes, digits and ids are appended one by one", () => {
    const json = new JsonBytes();
    const id = Buffer.from("00ff10a9", "hex");
    for (let count = 0; count < 20_000; count++) {
      json.hex(id, 0, 4);
      json.digits(count, 9);
    }
    assert.equal(json.ascii(0, 17), "00ff10a9000000000");
    assert.equal(json.ascii(json.length - 17, json.length), "00ff10a9000019999");
    assert.equal(json.length, 20_000 * 17);
  });

  it("is sealed to a line that opens again", () => {
    const json = new JsonBytes();
    json.text(`\n{"spans":["Grüße"]`);
    const line = Buffer.from(sealed(json)).toString("utf8");
    assert.match(line, /^\n.*\n$/);
    const unsealed = unsealLine(line.trim());
    assert.ok(unsealed.ok);
    assert.deepEqual(unsealed.value["spans"], ["Grüße"]);
  });
});
