import type { ChatHeader, ChatSnapshot } from "../../../src/protocol/chat.ts";
import { epochMs, ms } from "../../../src/core/units.ts";
import type { TranscriptItem, TurnView } from "../../../src/views/transcriptItems.ts";
import type { TurnId } from "../../../src/core/ids.ts";
import { fresh, header, simulated } from "./header.ts";
import { simulatedUsd, TurnBuilder, usd } from "./items.ts";
import { ANSWER, HOSTILE, PATCH, TEST_OUTPUT, THINKING } from "./texts.ts";

export interface Scenario {
  readonly snapshot: Omit<ChatSnapshot, "now">;
  /** All turns, where the snapshot has only the newest. */
  readonly all?: ReadonlyMap<TurnId, readonly TranscriptItem[]>;
}

const now = Date.now();
const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** The beginning of the typical run: two steps done. */
function begun(at = now - 20_000, id = "now"): TurnBuilder {
  const turn = new TurnBuilder(at, id);
  turn.user("Add a retry to the client in src/api.py, and run the tests.");
  turn.answer("I'll look at the client first.", { thinking: THINKING });
  turn.tool("read_file", "src/api.py:1-80", {
    input: json({ path: "src/api.py", start: 1, end: 80 }),
    output: "import os\nimport requests\n\nclass Client:\n    …",
  });
  turn.tool("search_text", "“requests.get” in src/", { duration: ms(48), output: "src/api.py:18" });
  return turn;
}

function done(at: number): TurnBuilder {
  const turn = begun(at, "before");
  turn.answer(ANSWER);
  turn.end("done", 12.2, usd(0.012));
  return turn;
}

const of = (
  more: Partial<ChatSnapshot> & Pick<ChatSnapshot, "header">,
  ...turns: TurnBuilder[]
): Scenario => ({
  snapshot: { turns: turns.map((turn) => turn.view()), items: turns.flatMap(({ items }) => items), ...more },
});

function asking(): Scenario {
  const before = done(now - 90_000);
  const turn = begun();
  turn.answer("The client has no retry. I'll add one that tries three times.");
  turn.tool("edit_file", "src/api.py", {
    state: "asking",
    input: json({ path: "src/api.py", old: "response = requests.get(…)", new: "for attempt in …" }),
    approval: {
      call: "toolu_x" as never,
      tool: "edit_file",
      effects: "write",
      title: "src/api.py",
      preview: { kind: "diff", path: "src/api.py", patch: PATCH },
      grant: "all edits in src/",
    },
  });
  return of({ header: header({ running: true }) }, before, turn);
}

function foreign(): Scenario {
  const turn = begun();
  const input = json({ city: "Bern", days: 3 });
  turn.tool("vscode__weather", '{"city":"Bern","days":3}', {
    state: "asking",
    input,
    approval: {
      call: "toolu_f" as never,
      tool: "vscode__weather",
      effects: "execute+network",
      title: '{"city":"Bern","days":3}',
      preview: {
        kind: "call",
        source: "vscode",
        description: "Tells the weather of a city for the next days, as its public service measures it.",
        input,
      },
      grant: "every call of vscode__weather",
    },
  });
  const usage = { input: 1_200, cacheRead: 84_000, cacheWrite5m: 5_600, cacheWrite1h: 0, output: 2_100 };
  return of({ header: header({ running: true, usage }) }, turn);
}

function command(): Scenario {
  const turn = begun();
  turn.tool("edit_file", "src/api.py", {
    approval: {
      call: "toolu_y" as never,
      tool: "edit_file",
      effects: "write",
      title: "src/api.py",
      preview: { kind: "diff", path: "src/api.py", patch: PATCH },
      answer: "Allowed once",
    },
  });
  turn.tool("run_command", "npm run deploy -- --env staging", {
    state: "asking",
    input: json({ command: "npm run deploy -- --env staging" }),
    approval: {
      call: "toolu_z" as never,
      tool: "run_command",
      effects: "execute",
      title: "npm run deploy -- --env staging",
      preview: { kind: "command", command: "npm run deploy -- --env staging", cwd: "services/shop" },
      sensitive: "package.json was changed by the agent",
    },
  });
  return of({ header: header({ running: true }) }, turn);
}

/** Nothing has begun: the first message waits for servers. */
const startingServers = (): Scenario => of({ header: fresh({ waitingFor: ["everything", "files"] }) });

function missingServer(): Scenario {
  const turn = new TurnBuilder(now - 9_000, "missing");
  turn.user("Say hello to the servers");
  turn.notice(
    "warning",
    "The MCP server everything was not ready when this session began, so its tools are not part of it.",
    { advice: "When it is ready in the Agents view, start a new session to use its tools." },
  );
  turn.answer("I have no tools of the server everything here.");
  turn.end("done", 3.1, usd(0.002));
  return of({ header: header() }, turn);
}

function running(): Scenario {
  const turn = begun();
  turn.tool("run_command", "python -m pytest", {
    state: "running",
    input: json({ command: "python -m pytest" }),
    output: TEST_OUTPUT,
  });
  return of({ header: header({ running: true }) }, turn);
}

function streaming(): Scenario {
  const turn = begun();
  turn.answer(ANSWER.slice(0, ANSWER.indexOf("> A")), { state: "streaming" });
  return of({ header: header({ running: true }) }, turn);
}

function thinking(): Scenario {
  const turn = new TurnBuilder(now - 3_000);
  turn.user("Why do refunds fail on Mondays?");
  turn.answer("", { state: "streaming", thinking: THINKING });
  return of({ header: header({ running: true }) }, turn);
}

function countdown(): Scenario {
  const turn = begun();
  turn.notice("warning", "Rate limited by claude-sonnet-5-5; trying again.", {
    failure: "rate_limit",
    until: epochMs(now + 24_000),
  });
  return of({ header: header({ running: true }) }, turn);
}

function budget(): Scenario {
  const turn = begun();
  turn.notice("info", "max_tokens was lowered to 4,096: $0.09 of the daily budget are left.");
  turn.notice(
    "error",
    "The daily budget of $5.00 is reached: $4.98 are spent, the next call could cost $0.24. It resets at 00:00.",
    {
      failure: "budget_exceeded",
      advice: "Raise the cap in settings, or wait until it resets.",
    },
  );
  turn.end("failed", 3.1, usd(0.02), "budget_exceeded");
  return of({ header: header({ contextTokens: 171_000, sessionCost: usd(4.98) }) }, turn);
}

function safeguards(): Scenario {
  const before = begun(now - 60_000, "before");
  before.notice("warning", "Overloaded by claude-sonnet-5-5; trying again.", { failure: "overloaded" });
  before.notice("warning", "Overloaded by claude-sonnet-5-5; not tried again: it was tried 2 times.", {
    failure: "overloaded",
  });
  before.notice("warning", "Fell back from claude-sonnet-5-5 to claude-haiku-4-5: overloaded twice.");
  before.answer("The client has no retry yet, so I added");
  before.notice(
    "info",
    "The answer reached the limit of output tokens (4,096); the model goes on with it once.",
  );
  before.answer("one that tries three times.");
  before.end("done", 21.4, usd(0.018));
  const turn = new TurnBuilder(now - 9_000);
  turn.user("And what would qwen3 say?");
  turn.notice("warning", "What qwen3:235b costs is not known.", { unpriced: "qwen3:235b" });
  turn.notice(
    "error",
    "The price of qwen3:235b is not known, so its calls cannot be kept within your budget.",
    {
      failure: "budget_exceeded",
      advice: 'Enter its price in flightdeck.prices, or "not metered" if it costs nothing.',
    },
  );
  turn.end("failed", 0.1, usd(0), "budget_exceeded");
  return of({ header: header() }, before, turn);
}

function errors(): Scenario {
  const first = new TurnBuilder(now - 60_000);
  first.user("Run the tests and tell me what fails.");
  first.tool("run_command", "python -m pytest", {
    state: "failed",
    failure: "tool_error",
    output: TEST_OUTPUT,
    duration: ms(1840),
    fullBytes: 20_400_000,
  });
  first.tool("write_file", "notes/summary.md", {
    state: "failed",
    failure: "approval_denied",
    output: "Denied: write it to docs/ instead",
  });
  first.answer("The test `test_gives_up_after_three` in tests/test_api.py:41 fails", { state: "incomplete" });
  first.end("stopped", 4.2, usd(0.004));
  const second = new TurnBuilder(now - 30_000);
  second.user("Go on");
  second.notice("error", "Claude did not accept the key.", {
    failure: "authentication",
    advice: "Set a valid key with the command “Flightdeck: Set API Key”.",
  });
  second.end("failed", 0.4, { ...usd(0), unpriced: 1 }, "authentication");
  const third = new TurnBuilder(now - 10_000);
  third.user("And now?");
  third.notice("error", "Agent Flightdeck failed: cannot read properties of undefined.", {
    failure: "internal",
    advice: "Show the log and report the problem.",
  });
  third.end("interrupted", 2, usd(0.001));
  return of({ header: header({ sessionCost: { ...usd(0.005), unpriced: 1 } }) }, first, second, third);
}

/** All agents of the machine are stopped; the turn before made edits that can be undone. */
function stopped(): Scenario {
  const turn = begun(now - 60_000, "edited");
  turn.tool("edit_file", "src/api.py", { output: "Edited src/api.py at line 18." });
  turn.answer("The client tries three times now.");
  turn.end("done", 8.4, usd(0.01));
  const end = turn.items.pop();
  if (end?.kind === "end") turn.items.push({ ...end, edited: ["src/api.py"] });
  return of({ header: header({ stopped: "All agents were stopped by the command line." }) }, turn);
}

function branches(): Scenario {
  const turn = done(now - 40_000);
  const view: TurnView = turn.view(["turn-a" as TurnId, turn.id, "turn-c" as TurnId]);
  return { snapshot: { header: header(), turns: [view], items: turn.items } };
}

function long(): Scenario {
  const turns = Array.from({ length: 2_000 }, (_, i) => {
    const turn = new TurnBuilder(now - (2_000 - i) * 60_000, `long-${i + 1}`);
    turn.user(`Question ${i + 1}: what does step ${i + 1} of the order flow do?`);
    turn.tool("read_file", `src/flow/step_${i + 1}.py`, {
      input: json({ path: `src/flow/step_${i + 1}.py` }),
      output: "…",
    });
    turn.answer(
      i % 3 === 0
        ? ANSWER
        : `Step ${i + 1} reads the cart and writes the order, see \`src/flow/step_${i + 1}.py:12\`.`,
    );
    turn.end("done", 4, usd(0.003));
    return turn;
  });
  return {
    snapshot: {
      header: header({
        title: "A long one",
        sessionCost: usd(6.12),
        contextTokens: 164_000,
        left: { messages: 212, results: 9, inputs: 0, texts: 0 },
      }),
      turns: turns.map((turn) => turn.view()),
      items: turns.slice(-20).flatMap(({ items }) => items),
    },
    all: new Map(turns.map(({ id, items }) => [id, items])),
  };
}

function hostile(): Scenario {
  const turn = new TurnBuilder(now - 9_000);
  turn.user(HOSTILE);
  turn.answer(HOSTILE, { thinking: HOSTILE });
  turn.tool("<img src=x onerror=hacked=1>", "<script>hacked=1</script>", {
    output: HOSTILE,
    input: HOSTILE,
    state: "failed",
    failure: "tool_error",
  });
  turn.notice("error", HOSTILE.slice(0, 200), { advice: "<b onclick=hacked=1>x</b>" });
  turn.end("done", 1, usd(0));
  return of({ header: header({ title: "<script>hacked=1</script>" }) }, turn);
}

const HANDOFFS: NonNullable<ChatHeader["handoffs"]> = [
  { index: 0, label: "Review the change", detail: "reviewer goes on in a session of its own." },
  { index: 1, label: "Implement it", detail: "assistant goes on in a session of its own. Sent at once." },
  { index: 2, label: "Go on with planner", detail: "planner goes on in a session of its own." },
];

/** Each by the name that the address asks for. `loading` and `failing` are the host's to play. */
export const SCENARIOS = {
  empty: () => of({ header: fresh(simulated) }),
  asking,
  foreign,
  command,
  running,
  startingServers,
  missingServer,
  streaming,
  thinking,
  countdown,
  budget,
  safeguards,
  errors,
  branches,
  stopped,
  long,
  hostile,
  simulated: () => {
    const turn = done(now - 30_000);
    return of(
      { header: header({ ...simulated, turnCost: simulatedUsd(0.0123), sessionCost: simulatedUsd(0.05) }) },
      turn,
    );
  },
  tainted: () =>
    of(
      {
        header: header({
          taint: "text that looks like instructions to an AI (read_file data/tickets.jsonl)",
        }),
      },
      done(now - 30_000),
    ),
  readOnly: () =>
    of(
      {
        header: header({
          readOnly: "This session is open in a VS Code window (process 4711).",
          elsewhere: "this_machine",
        }),
      },
      done(now - 86_400_000),
    ),
  handoffs: () => of({ header: header({ handoffs: HANDOFFS }) }, done(now - 30_000)),
  handedOver: () =>
    of({
      header: fresh({ agent: "reviewer" }),
      draft: "Review the change: is the retry bounded, and are all errors covered?",
      attached: { label: "Answer of support-agent", text: ANSWER },
    }),
  loading: () => of({ header: fresh() }),
  failing: () => of({ header: fresh() }),
} satisfies Record<string, () => Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
