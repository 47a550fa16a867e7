import assert from "node:assert/strict";
import type { RecordingKey, SessionId } from "../../../src/core/ids.ts";
import { epochMs, ms } from "../../../src/core/units.ts";
import { NO_COST, NO_USAGE } from "../../../src/core/usage.ts";
import type { RunStatus, SessionRow } from "../../../src/store/rows.ts";
import { toOffer } from "../../../src/views/recoveryOffer.ts";

const NOW = epochMs(Date.parse("2026-11-22T12:00:00Z"));
const DAY = 24 * 3_600_000;

const row = (id: string, status: RunStatus, ago: number): SessionRow => ({
  key: "20261122-120000-00000000" as RecordingKey,
  id: id as SessionId,
  title: `Session ${id}`,
  agent: "assistant",
  model: { provider: "simulated", id: "simulated" },
  started: epochMs(NOW - ago),
  updated: epochMs(NOW - ago),
  turns: 1,
  prompts: "",
  status,
  duration: ms(0),
  unreadable: 0,
  calls: 0,
  tools: 0,
  usage: NO_USAGE,
  cost: NO_COST,
});

describe("sessions that are offered when a window opens", () => {
  it("are those that were left in the middle lately, each once", () => {
    const rows = [
      row("a", "interrupted", 1_000),
      row("b", "running", 1_000),
      row("c", "failed", 1_000),
      row("d", "interrupted", 30 * DAY),
      row("e", "interrupted", DAY),
    ];
    assert.deepEqual(
      toOffer(rows, NOW, (id) => id === "e"),
      [{ id: "a", title: "Session a" }],
    );
  });
});
