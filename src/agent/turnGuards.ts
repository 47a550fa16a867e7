import { FlightdeckError } from "../core/failure.ts";
import type { Disposable } from "../core/ports.ts";
import type { TextBlock } from "../core/model.ts";
import type { GuardVerdict, ToolOutcome, TurnGuard } from "../core/turnGuard.ts";
import type { TurnContext } from "./loop.ts";
import { systemNote } from "../core/systemNote.ts";

/** The guards of one turn: records what they say, hints to the model, ends the turn. */
export class TurnGuards {
  readonly #guards: readonly TurnGuard[];
  readonly #context: TurnContext;

  constructor(guards: readonly TurnGuard[], context: TurnContext) {
    this.#guards = guards;
    this.#context = context;
  }

  /** Lets guards end the turn in the middle of what it does, until disposed. */
  watch(interrupt: (why: FlightdeckError) => void): Disposable {
    const stop = (verdict: GuardVerdict): void => {
      if (this.#context.signal.aborted) return;
      this.#record(verdict);
      interrupt(toError(verdict));
    };
    const watches = this.#guards.flatMap((guard) => guard.watch?.(stop) ?? []);
    return { dispose: () => watches.forEach((watch) => watch.dispose()) };
  }

  /** @throws FlightdeckError where the turn has to end. */
  beforeAsking(): void {
    for (const guard of this.#guards) {
      const verdict = guard.beforeAsking?.();
      if (verdict === undefined) continue;
      this.#record(verdict);
      if (verdict.verdict === "stop") throw toError(verdict);
    }
  }

  /** What the model is told beside its results, and why the turn has to end, where it has. */
  afterTools(outcomes: readonly ToolOutcome[]): {
    readonly notes: readonly TextBlock[];
    readonly stop?: FlightdeckError;
  } {
    const verdicts = this.#guards.flatMap((guard) => guard.afterTools?.(outcomes) ?? []);
    const stop = verdicts.find(({ verdict }) => verdict === "stop");
    if (stop !== undefined) {
      this.#record(stop);
      return { notes: [], stop: toError(stop) };
    }
    for (const verdict of verdicts) this.#record(verdict);
    return {
      notes: verdicts.flatMap((verdict) => (verdict.verdict === "nudge" ? [systemNote(verdict.note)] : [])),
    };
  }

  #record({ guard, verdict, failure, text, figures }: GuardVerdict): void {
    const { recorder, turn, span } = this.#context;
    const decision = { turn, span: span.context, safeguard: "loop", guard, verdict } as const;
    recorder.record({ type: "decision", data: { ...decision, failure, text, figures } });
    span.event(`flightdeck.${guard}.${verdict}`, figures);
  }
}

const toError = (verdict: GuardVerdict): FlightdeckError =>
  new FlightdeckError(
    verdict.failure,
    verdict.text,
    verdict.verdict === "stop" ? { advice: verdict.advice } : {},
  );
