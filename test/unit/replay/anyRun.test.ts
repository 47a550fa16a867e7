import assert from "node:assert/strict";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import {
  answer,
  apiError,
  cutAnswer,
  thinking,
  toolUse,
  type Block,
  type Handler,
} from "../../support/messagesApi.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";

const RUNS = 24;
const TURNS = 4;

describe("any run", () => {
  const folder = useTempFolder({
    "project/notes.txt": "the refund limit is 120\n",
    "project/node_modules/x/README.md": "Somebody's package.\n",
  });

  for (let seed = 1; seed <= RUNS; seed++) {
    it(`comes out line for line again, as random number ${seed} has it`, async () => {
      const random = seededRandom(seed);
      const next = (): number => random.next();
      const pick = <T>(...values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
      let calls = 0;
      const call = (): Block => {
        const id = `toolu_${++calls}`;
        return pick(
          () =>
            toolUse(id, "read_file", { path: pick("notes.txt", "missing.txt", "node_modules/x/README.md") }),
          () => toolUse(id, "list_files", {}),
          () => toolUse(id, "write_file", { path: `${pick("a", "b")}.txt`, content: String(next()) }),
          () => toolUse(id, "run_command", { command: pick("echo one", "exit 3") }),
          () => toolUse(id, "read_file", pick<unknown>({ wrong: 1 }, '{"path"')),
          () => toolUse(id, "no_such_tool", {}),
        )();
      };
      const api: Handler = () =>
        pick(
          () => answer([pick("Done.", "Well, that is it."), ...pick([], [thinking("hm")])].toReversed()),
          () => answer(["I look.", call()]),
          () => answer([thinking("which?"), call(), call(), call()]),
          () => answer([call(), call()]),
          () => apiError(529, "overloaded_error", "busy", { headers: pick({}, { "retry-after-ms": "7" }) }),
          () => apiError(429, "rate_limit_error", "slow down", { headers: { "retry-after-ms": "9" } }),
          () => apiError(400, "invalid_request_error", "no"),
          () => cutAnswer(["The first half of it, and the second"], pick(0, 2, 4)),
          () => answer(["Cut"], { stopReason: "max_tokens" }),
          () => answer(["I can't help with that."]),
          () => answer([], { stopReason: "refusal" }),
        )();
      const storage = new MemoryStorage();
      const engine = testEngine({
        folder: folder().path,
        seed,
        api: [api],
        ports: { storage },
        settings: {
          "refusal.rephrase": pick(true, false),
          "refusal.soft": pick(true, false),
          fallback: pick<readonly string[]>([], ["claude-haiku-5-5"]),
          "injection.ask": pick(true, false),
          "budget.session": pick(null, 0.4),
        },
        approve: () =>
          pick(
            { decision: "allow", scope: "once" } as const,
            { decision: "allow", scope: "session" } as const,
            { decision: "deny", reason: "no" } as const,
          ),
      });
      let session = await engine.sessions.create({ model: MODEL });
      const { id } = session;
      for (let turn = 0; turn < TURNS; turn++) {
        await pick(
          () => session.send(`Message ${turn}`),
          () => (turn === 0 ? session.send("First") : session.retry()),
        )();
        await pick(
          () => session.rename(`Title ${turn}`),
          () => session.clearTaint(),
          () => session.switchModel(pick(MODEL, { provider: "anthropic", id: "claude-opus-5-5" })),
          async () => {
            engine.settings = { ...engine.settings, maxIterations: pick(3, 20) };
            await engine.sessions.close(session);
            session = await engine.sessions.open(id);
          },
        )();
      }
      await engine.sessions.close(session);
      const path = [...storage.files.keys()].find((name) => name.endsWith("recording.jsonl")) ?? "";
      const { divergence, lines } = await engine.replay.file(path);
      assert.equal(
        divergence?.what,
        undefined,
        `line ${divergence?.seq}: ${divergence?.recorded} ${divergence?.now}`,
      );
      assert.equal(lines.same, lines.recorded);
      await engine.dispose();
    });
  }
});
