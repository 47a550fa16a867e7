import assert from "node:assert/strict";
import type { ApprovalAnswer } from "../../../src/core/approvals.ts";
import { failureInfo, type FailureClass } from "../../../src/core/failure.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { FakeAnthropic, type Step } from "../fakeAnthropic/index.ts";
import { dataOf } from "../lines.ts";
import { TempFolder } from "../tempFolder.ts";
import { playTurn, treeOf, type PlayedTurn, type TurnToPlay } from "./playedTurn.ts";

const SONNET = "claude-sonnet-5-5";

/** A situation, as bytes below the SDK, and all that has to come of it. */
export interface Row {
  readonly steps: readonly Step[];
  readonly settings?: Partial<Settings>;
  readonly meanwhile?: TurnToPlay["meanwhile"];
  /** Outcomes of the attempts in order, of the chosen model where no other is named. */
  readonly attempts: readonly string[];
  /** In ms; `jitter` is a random part of the backoff's 1 s, 2 s, 4 s … */
  readonly waits?: readonly (number | "jitter")[];
  /** How the turn ends; absent where the answer came. */
  readonly failure?: FailureClass;
  /** What the person reads besides what every failure of its class says. */
  readonly says?: RegExp;
  /** Of the tool calls in order: `ok`, or the failure that the model was told. */
  readonly tools?: readonly string[];
  /** The person's answer to whatever is asked; allowed where absent. */
  readonly approve?: ApprovalAnswer;
  /** `bill`: exactly what the server charges. `bound`: at least that, uncertain in part. `nothing`. */
  readonly spend?: "bill" | "bound" | "nothing";
}

/** The same thing again and again. */
export const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

/** Tests each row: retries, waits, fallbacks, spend, spans and the words that the person reads. */
export function describeRows(title: string, rows: Readonly<Record<string, Row>>): void {
  describe(title, () => {
    let folder: TempFolder;
    beforeEach(async () => {
      folder = await TempFolder.create({ "project/notes.txt": "the refund limit is 120\n" });
    });
    afterEach(() => folder.remove());

    for (const [name, row] of Object.entries(rows)) {
      it(`ends as the table says: ${name}`, async () => {
        const { steps, settings, meanwhile, approve } = row;
        const fake = new FakeAnthropic().script(...steps);
        fake.otherwise = () => assert.fail("a request too many");
        const played = await playTurn({
          folder: folder.path,
          fake,
          ...(settings && { settings }),
          ...(meanwhile && { meanwhile }),
          ...(approve && { approve }),
        });
        assert.deepEqual(
          played.attempts,
          row.attempts.map((each) => (each.includes(" ") ? each : `${SONNET} ${each}`)),
        );
        assert.equal(fake.left, 0, "every step was asked for");
        assert.deepEqual(fake.rejections, []);
        checkWaits(played.waits, row.waits ?? []);
        checkEnd(played, row);
        checkTools(played, row);
        checkSpending(played, row, fake);
        checkSpans(played, row);
      });
    }
  });
}

function checkWaits(waits: readonly number[], expected: Required<Row>["waits"]): void {
  assert.equal(waits.length, expected.length, `waits of ${waits.join(", ")} ms`);
  for (const [index, wait] of expected.entries()) {
    const waited = waits[index] ?? Number.NaN;
    if (wait === "jitter") assert.ok(waited >= 0 && waited <= 1_000 * 2 ** index, `${waited} ms`);
    else assert.equal(Math.round(waited), wait);
  }
}

function checkEnd({ failure, says }: PlayedTurn, row: Row): void {
  assert.equal(failure, row.failure);
  if (row.failure === undefined) return;
  assert.ok(says.length > 20 && says.endsWith("."), says);
  if (row.says !== undefined) assert.match(says, row.says);
  else if (row.failure !== "budget_exceeded")
    assert.ok(says.includes(failureInfo(row.failure).advice) || row.says, says);
}

function checkTools({ lines }: PlayedTurn, { tools = [] }: Row): void {
  assert.deepEqual(
    dataOf(lines, "tool").map(({ isError, failure }) => (isError ? failure : "ok")),
    tools,
  );
}

/** The ledger, the recording and the turn say the same, and none of them less than the server's bill. */
function checkSpending(
  { spending, recorded, cost }: PlayedTurn,
  { spend = "bill" }: Row,
  { bill }: FakeAnthropic,
): void {
  assert.deepEqual([spending.reserved, spending.settled, cost], [0, recorded, recorded]);
  if (spend === "bound")
    assert.ok(
      spending.settled >= bill.total && spending.uncertain > 0,
      `${spending.settled} of ${bill.total}`,
    );
  else assert.deepEqual([spending.settled, spending.uncertain], [bill.total, 0]);
  assert.equal(spending.settled === 0, spend === "nothing");
}

/** One root, a `chat` span for each step, an `attempt` span for each try, each with its own outcome. */
function checkSpans({ spans, attempts, failure }: PlayedTurn, { attempts: expected }: Row): void {
  const tree = treeOf(spans);
  assert.equal(tree[0], `invoke_agent assistant ${failure === undefined ? "ok" : `error ${failure}`}`);
  const outcomes = tree.flatMap((line) => /^ {4}attempt \d+ (?:error )?(\w+)$/.exec(line)?.[1] ?? []);
  assert.deepEqual(
    outcomes,
    attempts.map((each) => each.split(" ")[1]),
  );
  assert.ok(!tree.some((line) => line.endsWith(" running")), "every span has ended");
  const chats = tree.filter((line) => line.startsWith("  chat "));
  assert.ok(chats.length >= Math.min(1, expected.length));
  const last = chats.at(-1) ?? "";
  const asked = attempts.at(-1)?.endsWith(" ok");
  // After an answer it may be the turn that failed, not the call.
  const ends = failure === undefined ? [" ok"] : asked ? [" ok", ` error ${failure}`] : [` error ${failure}`];
  if (attempts.length > 0)
    assert.ok(
      ends.some((end) => last.endsWith(end)),
      tree.join("\n"),
    );
}
