import assert from "node:assert/strict";
import { exportWords } from "../../../src/views/exportWords.ts";

const URL = "https://tempo.example/v1/traces";

describe("how the export stands", () => {
  it("says in numbers what has gone, what was refused and why, and what waits and why", () => {
    assert.equal(
      exportWords({ sent: 1, refused: 0 }, URL, 0),
      `Exported to ${URL} since this window was opened: 1 span. Nothing waits.`,
    );
    assert.match(
      exportWords({ sent: 1, refused: 0, logs: { sent: 2, refused: 1, refusal: "HTTP 404" } }, URL, 0),
      /had gone, and sent after it: 2 log records; refused: 1 log record \(HTTP 404\)\. Nothing waits\./,
    );
    const words = exportWords(
      { sent: 1_200, refused: 3, refusal: "HTTP 400: bad ids", problem: "ECONNREFUSED" },
      URL,
      41,
    );
    assert.match(words, /: 1,200 spans\. Refused by it, and not sent again: 3 spans \(HTTP 400: bad ids\)\./);
    assert.match(
      words,
      /Waiting: 41 spans\. The last try failed: ECONNREFUSED\. What waits .* is tried again\./,
    );
  });
});
