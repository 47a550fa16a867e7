/** What a failure class means to a person, and what becomes of it. */
export interface FailureInfo {
  /** Two or three words for a badge. */
  readonly label: string;
  /** What happened, in one plain sentence. */
  readonly symptom: string;
  /** What on the wire or in the run tells it from other failures; Markdown. A message decides only where nothing else can. */
  readonly recognised: string;
  /** What is done about it before the person has to do anything; Markdown. */
  readonly mitigation: string;
  /** What the person can do about it. */
  readonly advice: string;
  /** Whether the same request may succeed when it is sent again. */
  readonly transient: boolean;
}

/**
 * The closed set of ways in which a run fails. Every failure that a person or a recording sees is
 * one of these; `internal` is a defect of ours.
 */
export const FAILURES = {
  rate_limit: {
    label: "rate limited",
    symptom: "The API refused the request because too many were sent.",
    recognised: "429 `rate_limit_error`, also with `ramp_limit_exceeded`; the same inside a stream",
    mitigation:
      "waits as `retry-after` asks, else a random part of 1 s, 2 s, 4 s …, at most 60 s; all sessions wait together; then the fallback",
    advice: "Wait and try again, or choose another model.",
    transient: true,
  },
  spend_limit: {
    label: "provider's spend limit",
    symptom: "The provider's own spending limit for this account is reached.",
    recognised:
      "402 `billing_error`; 429 with `enforced_spend_limit_reached` or `contract_spend_limit_reached`, or with `x-should-retry: false`; a message about a spending limit or the credit balance",
    mitigation: "stops; a fallback of another provider answers where there is one",
    advice: "Raise the limit in the provider's console, or wait until it resets.",
    transient: false,
  },
  overloaded: {
    label: "overloaded",
    symptom: "The API is overloaded.",
    recognised: "529; `overloaded_error`, also inside a stream",
    mitigation:
      "retries twice more (once more before a fallback), then the fallback; five in a row open the circuit breaker",
    advice: "Try again in a minute, or choose another model.",
    transient: true,
  },
  server_error: {
    label: "server error",
    symptom: "The API failed while it worked on the request.",
    recognised: "other 5xx, 409, `api_error`",
    mitigation: "retries twice more, then the fallback; counts for the circuit breaker",
    advice: "Try again; if it persists, look at the provider's status page.",
    transient: true,
  },
  network: {
    label: "network",
    symptom: "The API could not be reached.",
    recognised: "no connection, a reset before the headers, a web page instead of the API",
    mitigation: "retries twice more, then the fallback; counts for the circuit breaker",
    advice: "Check the network, the proxy and the base URL in settings.",
    transient: true,
  },
  timeout: {
    label: "timed out",
    symptom: "The API did not answer in time.",
    recognised:
      "408, 504, `timeout_error`; no headers within `flightdeck.idleTimeout`; a turn longer than `flightdeck.turnTimeout`",
    mitigation:
      "retries once more, then the fallback; what may have been billed counts, marked uncertain; a turn is ended",
    advice: "Try again, or raise the time limit in settings.",
    transient: true,
  },
  stall: {
    label: "stalled",
    symptom: "The answer stopped arriving.",
    recognised: "no byte of a begun answer within `flightdeck.idleTimeout`",
    mitigation: "keeps what arrived; retries once more only where nothing had arrived yet",
    advice: "Try again; the part that arrived is kept.",
    transient: true,
  },
  incomplete_stream: {
    label: "cut off",
    symptom: "The connection closed before the answer was complete.",
    recognised: "the connection ended without `message_stop`",
    mitigation: "keeps what arrived; retries only where nothing had arrived yet",
    advice: "Try again; the part that arrived is kept.",
    transient: true,
  },
  context_overflow: {
    label: "context full",
    symptom: "The conversation is longer than the model's context window.",
    recognised:
      "400 “prompt is too long”, “exceed context limit”; `stop_reason: model_context_window_exceeded`",
    mitigation: "makes the view shorter and sends it once more; the history stays whole",
    advice: "Start a new session, or choose a model with a larger window.",
    transient: false,
  },
  output_truncated: {
    label: "answer cut",
    symptom: "The answer reached the limit of output tokens.",
    recognised: "`stop_reason: max_tokens`",
    mitigation: "lets the model go on, once; a tool call that was cut is never run",
    advice: "Ask the agent to go on, or raise flightdeck.maxTokens.",
    transient: false,
  },
  request_too_large: {
    label: "request too large",
    symptom: "The request is larger than the API accepts.",
    recognised: "413",
    mitigation: "stops and says what to do",
    advice: "Send less text at once, or put it in a file that the agent can read in parts.",
    transient: false,
  },
  refusal: {
    label: "refused",
    symptom: "The model refused the request.",
    recognised:
      "`stop_reason: refusal` with `stop_details`; in words, by documented phrases in a short final answer",
    mitigation:
      "asks once more in other words where you allow it, then the fallback, then an honest message; one in words is only marked, unless you allow more",
    advice: "Rephrase it, or allow a fallback model (flightdeck.fallback).",
    transient: false,
  },
  authentication: {
    label: "no access",
    symptom: "The API did not accept the key.",
    recognised: "401, 403",
    mitigation: "stops; a fallback of another provider answers where there is one",
    advice: "Set a valid key with the command “Flightdeck: Set API Key”.",
    transient: false,
  },
  invalid_request: {
    label: "invalid request",
    symptom: "The API rejected the request as malformed.",
    recognised: "other 4xx",
    mitigation: "stops; where the server does not know the model (404), the fallback answers",
    advice: "See the details; the model may not support what was asked of it.",
    transient: false,
  },
  thinking_mismatch: {
    label: "thinking mismatch",
    symptom: "The API rejected thinking that belongs to another conversation or model.",
    recognised: "400 with a message about a thinking block's signature or binding",
    mitigation: "leaves earlier thinking out and sends the request once more",
    advice: "Try again; the thinking is left out then.",
    transient: false,
  },
  tool_loop: {
    label: "going in circles",
    symptom: "The agent repeated the same steps without progress.",
    recognised:
      "the same call, a cycle of steps, the same error, no progress; the limit of model calls in one turn",
    mitigation: "tells the model first, then stops the turn",
    advice: "Tell the agent what to do differently.",
    transient: false,
  },
  tool_storm: {
    label: "tool errors",
    symptom: "Too many tool calls failed in a row.",
    recognised: "10 failed calls among the last 20",
    mitigation:
      "tells the model at 5, then stops the turn; a tool that keeps failing is switched off for a while",
    advice: "Look at the tool errors, mend their cause, then go on.",
    transient: false,
  },
  tool_error: {
    label: "tool error",
    symptom: "A tool failed.",
    recognised: "a tool said so, or failed",
    mitigation: "tells the model, which may try something else",
    advice: "See the tool's result.",
    transient: false,
  },
  tool_timeout: {
    label: "tool timed out",
    symptom: "A tool did not finish in time.",
    recognised: "a command or a tool ran longer than its limit",
    mitigation: "ends it with its children and tells the model",
    advice: "Raise the tool's time limit in settings, or do less in one call.",
    transient: false,
  },
  invalid_tool_arguments: {
    label: "invalid arguments",
    symptom: "The model called a tool with arguments that do not fit its schema.",
    recognised: "the arguments do not fit the JSON Schema, or are no JSON",
    mitigation:
      "never mends or runs them; tells the model what is wrong; five such mistakes in a row stop the turn",
    advice: "The model is told what is wrong and may try again.",
    transient: false,
  },
  injection: {
    label: "injection suspected",
    symptom: "Untrusted text looks like instructions to the agent.",
    recognised:
      "documented phrases in a normalised copy of text from the person, files, tools and servers; text from the network, MCP servers, other extensions' tools, dependency and ignored folders in any case",
    mitigation:
      "marks the text for the model and the session for you; each write, command and network call then needs your own yes, and is denied where nobody can be asked",
    advice: "Look at the source before you allow further actions.",
    transient: false,
  },
  budget_exceeded: {
    label: "budget reached",
    symptom: "The next model call could exceed a budget cap, so it was not sent.",
    recognised:
      "the ledger does not admit the worst case of the next call; the price of the model is not known",
    mitigation: "lowers `max_tokens` first (to 1,024 at least), else does not send the call",
    advice: "Raise the cap in settings, or wait until it resets.",
    transient: false,
  },
  stopped_all: {
    label: "all agents stopped",
    symptom: "All agents of this machine are stopped.",
    recognised: "a line in the ledger's folder, put there by _Stop All Agents_",
    mitigation: "ends running turns and denies every call of the machine until it is lifted",
    advice: "Run “Flightdeck: Let Agents Run Again”, or agent-flightdeck stop --lift.",
    transient: false,
  },
  approval_denied: {
    label: "denied",
    symptom: "The action was not allowed.",
    recognised: "you said no, or nobody could be asked",
    mitigation: "tells the model the reason; the tool does not run",
    advice: "Tell the agent what to do instead.",
    transient: false,
  },
  cancelled: {
    label: "stopped",
    symptom: "The run was stopped.",
    recognised: "you stopped it",
    mitigation: "keeps what there is; the bill of what was cut off is estimated, marked uncertain",
    advice: "Send another message to go on.",
    transient: false,
  },
  storage: {
    label: "storage",
    symptom: "What happened could not be written to disk.",
    recognised: "a file of our own could not be written or read",
    mitigation: "stops: nothing is sent that cannot be recorded",
    advice: "Free disk space or mend the folder's permissions, then try again.",
    transient: false,
  },
  internal: {
    label: "internal error",
    symptom: "Agent Flightdeck failed.",
    recognised: "anything else",
    mitigation: "stops and writes the details to the log",
    advice: "Show the log and report the problem.",
    transient: false,
  },
} as const satisfies Record<string, FailureInfo>;
