import type { ModelRef } from "../../../src/core/lines.ts";
import { RecordedRun, type ScriptedStep, type ScriptedTool } from "./recordedRun.ts";

const CLIENT = `import httpx

class ApiClient:
    def __init__(self, base_url: str) -> None:
        self.http = httpx.Client(base_url=base_url, timeout=10)

    def ticket(self, number: int) -> dict:
        return self.http.get(f"/tickets/{number}").json()
`;

const TRACEBACK = `FAILED tests/test_api.py::test_retries_on_503 - AssertionError: expected 3 calls, saw 1
================== 1 failed, 11 passed in 1.92s ==================
exit code 1`;

const read = (path: string, output: string, duration: number): ScriptedTool => ({
  name: "read_file",
  title: path,
  input: { path },
  output,
  duration,
});

const edit = (path: string, old: string, text: string, duration: number): ScriptedTool => ({
  name: "edit_file",
  title: path,
  input: { path, old_text: old, new_text: text },
  output: `Replaced 1 occurrence in ${path}.`,
  duration,
});

const command = (line: string, output: string, duration: number, failure?: string): ScriptedTool => ({
  name: "run_command",
  title: line,
  input: { command: line },
  output,
  duration,
  ...(failure && { failure: { class: "tool_error" as const, message: failure } }),
});

const STEPS: readonly ScriptedStep[] = [
  {
    text: "I'll look at the project and its client first.",
    usage: { cacheWrite5m: 4120, output: 96 },
    firstToken: 640,
    duration: 1480,
    tools: [
      {
        name: "list_files",
        title: ".",
        input: { path: "." },
        output: "src/api.py\nsrc/agent.py\ntests/test_api.py\nREADME.md",
        duration: 14,
      },
      {
        name: "search_text",
        title: "ApiClient",
        input: { pattern: "ApiClient" },
        output: "src/api.py:3\nsrc/agent.py:9\ntests/test_api.py:4",
        duration: 31,
      },
    ],
  },
  {
    usage: { cacheRead: 4120, cacheWrite5m: 310, input: 12, output: 88 },
    firstToken: 520,
    duration: 980,
    tools: [read("src/api.py", CLIENT, 6), read("tests/test_api.py", "def test_ticket(): ...\n", 5)],
  },
  {
    text: "The client has no retry. I'll see how the agent uses it before I change it.",
    usage: { cacheRead: 4430, cacheWrite5m: 640, input: 9, output: 121 },
    firstToken: 700,
    duration: 1360,
    failures: [
      {
        class: "rate_limit",
        status: 429,
        message: "The API refused the request: 50 requests per minute are allowed.",
        duration: 180,
        wait: 2100,
      },
    ],
    tools: [read("src/agent.py", "from api import ApiClient\n", 7)],
  },
  {
    usage: { cacheRead: 5070, cacheWrite5m: 220, input: 10, output: 412 },
    firstToken: 610,
    duration: 3150,
    tools: [edit("src/api.py", "        return self.http.get", "        return self._get", 38)],
  },
  {
    text: "Now a test for it.",
    usage: { cacheRead: 5290, cacheWrite5m: 450, input: 8, output: 388 },
    firstToken: 540,
    duration: 2890,
    tools: [edit("tests/test_api.py", "def test_ticket", "def test_retries_on_503", 29)],
  },
  {
    usage: { cacheRead: 5740, cacheWrite5m: 410, input: 9, output: 64 },
    firstToken: 480,
    duration: 760,
    tools: [command("pytest -q", TRACEBACK, 2240, "The command ended with exit code 1.")],
  },
  {
    text: "The retry never runs, because the client does not raise for a 503. I'll mend that.",
    usage: { cacheRead: 6150, cacheWrite5m: 130, input: 11, output: 233 },
    firstToken: 590,
    duration: 1720,
    failures: [
      { class: "overloaded", status: 529, message: "The API is overloaded.", duration: 240, wait: 900 },
      { class: "overloaded", status: 529, message: "The API is overloaded.", duration: 210, wait: 1700 },
    ],
    tools: [
      read("src/api.py", CLIENT, 5),
      edit("src/api.py", "self.http.get(path)", "self.http.get(path).raise_for_status()", 33),
    ],
  },
  {
    usage: { cacheRead: 6280, cacheWrite5m: 260, input: 9, output: 58 },
    firstToken: 450,
    duration: 700,
    tools: [command("pytest -q", "12 passed in 1.71s\n", 2010)],
  },
  {
    usage: { cacheRead: 6540, cacheWrite5m: 90, input: 10, output: 74 },
    firstToken: 460,
    duration: 810,
    tools: [
      {
        name: "search_text",
        title: "timeout=",
        input: { pattern: "timeout=" },
        output: "src/api.py:5",
        duration: 22,
      },
    ],
  },
  {
    usage: { cacheRead: 6630, cacheWrite5m: 60, input: 9, output: 142 },
    firstToken: 510,
    duration: 1190,
    tools: [edit("README.md", "## Client", "## Client\n\nRetries 502, 503 and 504.", 21)],
  },
  {
    usage: { cacheRead: 6690, cacheWrite5m: 190, input: 8, output: 51 },
    firstToken: 440,
    duration: 640,
    tools: [command("ruff check src", "All checks passed!\n", 340)],
  },
  {
    text: "`ApiClient` now tries again after 502, 503 and 504, at most three times, with growing pauses. The new test and the eleven old ones pass, and the README says so.",
    usage: { cacheRead: 6880, cacheWrite5m: 120, input: 9, output: 86 },
    firstToken: 530,
    duration: 1250,
  },
];

/** A believable run of 42 spans: retries after 429 and 529, tools side by side, a failed test run. */
export function agentRun(model: ModelRef = { provider: "anthropic", id: "claude-sonnet-5-5" }): RecordedRun {
  const run = new RecordedRun(model);
  run.header("Add a retry to the client", "You are a careful programmer.", [
    "list_files",
    "read_file",
    "edit_file",
    "run_command",
  ]);
  run.turn({ prompt: "Add a retry to the client in src/api.py", steps: STEPS });
  return run;
}

/** A session of three turns, the last of which failed. */
export function sessionOfTurns(): RecordedRun {
  const run = agentRun({ provider: "simulated", id: "simulated-1" });
  run.pass(95_000);
  run.turn({
    prompt: "Which files did you change, and why?",
    steps: [{ text: "Three.", usage: { cacheRead: 7000, output: 60 }, firstToken: 430, duration: 900 }],
  });
  run.pass(48_000);
  run.turn({
    prompt:
      "Do the same for the billing client. It lives in src/billing/client.py and has no tests yet, so write them first.",
    steps: STEPS.slice(0, 2),
    failure: {
      class: "context_overflow",
      message: "The conversation is longer than the model's context window.",
    },
  });
  return run;
}
