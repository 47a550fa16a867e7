import type { ToolCall } from "../core/call.ts";
import type { FailureClass } from "../core/failure.ts";
import { failureInfo } from "../core/failure.ts";
import type { Decision } from "../core/decisions.ts";
import { ToolError, type Tool } from "../core/tool.ts";
import type { Figures, TurnGuard } from "../core/turnGuard.ts";

export interface ToolBreakerOptions {
  /** Errors of one class in a row that switch a tool off. */
  readonly errors: () => number;
  /** For how many model calls it stays off. */
  readonly pause: () => number;
}

const WINDOW = 8;
const ERRORS_IN_WINDOW = 5;

/** Failures that say something of the tool; the model's mistakes and people's decisions do not. */
const TOOL_FAILURES: ReadonlySet<FailureClass> = new Set([
  "tool_error",
  "tool_timeout",
  "network",
  "internal",
]);

/** What became of a tool's calls within one answer, which count once: nothing was learned between them. */
interface Round {
  readonly call: number;
  readonly failure: FailureClass | undefined;
}

type State =
  | { readonly kind: "closed" }
  | { readonly kind: "open"; readonly until: number; readonly why: string }
  | { readonly kind: "probing"; readonly why: string };

/**
 * A circuit breaker for each tool of a session. A tool that keeps failing is switched off for some model
 * calls; meanwhile its calls are answered with an error that says so, and nobody is asked to allow them.
 * Then one call tries whether it works again.
 */
export class ToolBreakers implements TurnGuard {
  readonly #options: ToolBreakerOptions;
  readonly #breakers = new Map<string, Breaker>();
  #calls = 0;

  constructor(options: ToolBreakerOptions) {
    this.#options = options;
  }

  beforeAsking(): undefined {
    this.#calls++;
  }

  /** The tool behind its breaker, which it shares with every other wrapping of the same name. */
  wrap(tool: Tool): Tool {
    const breaker = this.#of(tool.name);
    return {
      ...tool,
      async run(input, call) {
        breaker.admit(call);
        try {
          const output = await tool.run(input, call);
          breaker.ended(output.failure, call);
          return output;
        } catch (error) {
          breaker.ended(failureOf(error), call);
          throw error;
        }
      },
    };
  }

  #of(name: string): Breaker {
    const breaker = this.#breakers.get(name) ?? new Breaker(name, this.#options, () => this.#calls);
    this.#breakers.set(name, breaker);
    return breaker;
  }
}

const failureOf = (error: unknown): FailureClass => {
  const failure = typeof error === "object" && error !== null ? Reflect.get(error, "failure") : undefined;
  return (failure as FailureClass | undefined) ?? "tool_error";
};

class Breaker {
  readonly #tool: string;
  readonly #options: ToolBreakerOptions;
  /** The number of the model call whose answer is being worked on. */
  readonly #now: () => number;
  #state: State = { kind: "closed" };
  #rounds: readonly Round[] = [];

  constructor(tool: string, options: ToolBreakerOptions, now: () => number) {
    this.#tool = tool;
    this.#options = options;
    this.#now = now;
  }

  /** @throws ToolError where the tool is switched off. */
  admit(call: ToolCall): void {
    const state = this.#state;
    if (state.kind === "closed") return;
    const left = state.kind === "open" ? state.until - this.#now() : 1;
    if (left > 0) throw new ToolError(this.#refusal(state.why, left), "tool_error");
    this.#state = { kind: "probing", why: state.why };
    this.#record(call, "probe", `${this.#tool} is tried again after a pause.`, { errors: 0 });
  }

  ended(failure: FailureClass | undefined, call: ToolCall): void {
    const counted = failure !== undefined && TOOL_FAILURES.has(failure) ? failure : undefined;
    // Stopped or denied: that says nothing of the tool, so the next call tries.
    const decided = failure !== undefined && counted === undefined;
    if (this.#state.kind === "probing") {
      if (decided) this.#state = { kind: "open", until: this.#now(), why: this.#state.why };
      else if (counted === undefined) this.#close(call);
      else this.#open(counted, "it failed again when it was tried", 1, call);
      return;
    }
    if (!decided) this.#count(counted, call);
  }

  #count(failure: FailureClass | undefined, call: ToolCall): void {
    const now = this.#now();
    const last = this.#rounds.at(-1);
    const before = last?.call === now ? this.#rounds.slice(0, -1) : this.#rounds;
    // One success of several calls side by side shows that the tool works.
    const worked = failure === undefined || (last?.call === now && last.failure === undefined);
    this.#rounds = [...before, { call: now, failure: worked ? undefined : failure }].slice(-this.#kept());
    if (worked || this.#state.kind === "open") return;
    const inRow = this.#inRow(failure);
    const recent = this.#rounds.slice(-WINDOW).filter((round) => round.failure !== undefined).length;
    const { label } = failureInfo(failure);
    if (inRow >= this.#options.errors()) {
      this.#open(failure, `it failed ${inRow} times in a row (${label})`, inRow, call);
    } else if (recent >= ERRORS_IN_WINDOW) {
      this.#open(failure, `${recent} of its last ${WINDOW} calls failed`, recent, call);
    }
  }

  #kept(): number {
    return Math.max(WINDOW, this.#options.errors());
  }

  #inRow(failure: FailureClass): number {
    const other = this.#rounds.findLastIndex((round) => round.failure !== failure);
    return this.#rounds.length - 1 - other;
  }

  #open(failure: FailureClass, why: string, errors: number, call: ToolCall): void {
    const pause = this.#options.pause();
    this.#state = { kind: "open", until: this.#now() + pause + 1, why };
    this.#rounds = [];
    const text = `${this.#tool} is switched off for the next ${pause} model calls: ${why}.`;
    this.#record(call, "open", text, { errors, pause }, failure);
  }

  #close(call: ToolCall): void {
    this.#state = { kind: "closed" };
    this.#rounds = [];
    this.#record(call, "close", `${this.#tool} works again.`, { errors: 0 });
  }

  #refusal(why: string, left: number): string {
    const until = left === 1 ? "in your next answer" : `after ${left} more of your answers`;
    return `${this.#tool} is switched off, because ${why}. It did not run. It can be tried again ${until}; until then do without it, or say what keeps you from finishing.`;
  }

  #record(
    { recorder, turn, span }: ToolCall,
    verdict: Extract<Decision, { safeguard: "tool_breaker" }>["verdict"],
    text: string,
    figures: Figures,
    failure?: FailureClass,
  ): void {
    const decision = {
      turn,
      span: span.context,
      safeguard: "tool_breaker",
      verdict,
      tool: this.#tool,
    } as const;
    const data = { ...decision, text, figures, ...(failure && { failure }) };
    recorder.record({ type: "decision", data });
    span.event(`flightdeck.tool_breaker.${verdict}`, figures);
  }
}
