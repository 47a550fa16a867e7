import type { Gap, HistoryView } from "../../core/view.ts";
import type { Sendable } from "../conversation.ts";
import { isPrompt } from "../personMessage.ts";
import { applyView, edit, leftOut, type Edits } from "./applyView.ts";

export interface ViewOptions {
  /** Bytes of the messages as JSON that must not be exceeded. */
  readonly limit: number;
  /** Bytes to come down to, as far as the newest steps need not be touched for it. */
  readonly target: number;
  /** Models with manual thinking want that of the last answer back. */
  readonly keepLastThinking: boolean;
}

/** Steps that stay whole while there is anything older. */
const NEWEST_STEPS = 3;
/** Characters of a text that stay at most, when nothing else is left to be left out. */
const LONGEST_TEXTS = [40_000, 20_000, 10_000, 5_000, 2_500, 1_200, 600, 300, 150];

/** How much is left out; each a position in the history. */
interface Cuts {
  /** Results and inputs before this message are stubs. */
  readonly stubs: number;
  /** The turn that follows on the first task. */
  readonly turn: number;
  /** The step that follows on the newest prompt. */
  readonly step: number;
  /** How many of `LONGEST_TEXTS` are gone through. */
  readonly shorter: number;
}

export interface MadeView {
  readonly view: HistoryView;
  /** False where even the shortest view is over the limit. */
  readonly fits: boolean;
}

/**
 * A view of a history that is too long: first the oldest results and large inputs become stubs, then the
 * oldest turns go, then the oldest steps of the turn that runs. The first task, the newest prompt and the
 * newest steps stay, as long as the rest fits without touching them. A call never goes without its result.
 * @returns undefined where there is nothing to leave out.
 */
export function makeView(messages: readonly Sendable[], options: ViewOptions): MadeView | undefined {
  const plan = new Plan(messages, options);
  plan.cut();
  return plan.result();
}

export const bytesOf = (messages: readonly Sendable[]): number =>
  messages.reduce(
    (sum, { role, content }) => sum + Buffer.byteLength(JSON.stringify({ role, content })) + 1,
    0,
  );

class Plan {
  readonly #messages: readonly Sendable[];
  readonly #options: ViewOptions;
  /** Where turns and, in the newest turn, steps begin. */
  readonly #turns: readonly number[];
  readonly #steps: readonly number[];
  readonly #prompt: number;
  #cuts: Cuts;

  constructor(messages: readonly Sendable[], options: ViewOptions) {
    this.#messages = messages;
    this.#options = options;
    this.#prompt = Math.max(0, messages.findLastIndex(isPrompt));
    this.#turns = indices(messages, isPrompt).filter((index) => index > 0);
    this.#steps = indices(messages, ({ role }) => role === "assistant").filter(
      (index) => index > this.#prompt,
    );
    this.#cuts = { stubs: 0, turn: 1, step: this.#prompt + 1, shorter: 0 };
  }

  cut(): void {
    const { limit, target } = this.#options;
    const answers = indices(this.#messages, ({ role }) => role === "assistant");
    const newest = answers.at(-NEWEST_STEPS) ?? 0;
    const last = answers.at(-1) ?? 0;
    this.#soften(newest, target);
    if (this.#size() > limit) this.#soften(last, limit);
    if (this.#size() > limit) this.#take("turn", this.#turns, limit);
    if (this.#size() > limit)
      this.#take(
        "shorter",
        LONGEST_TEXTS.map((_, n) => n + 1),
        limit,
      );
  }

  /** What may go before a message goes, in its order, until the goal is reached. */
  #soften(before: number, goal: number): void {
    const upTo = (indexes: readonly number[]): readonly number[] =>
      indexes.filter((index) => index <= before);
    this.#take("stubs", upTo([...this.#messages.keys()]), goal);
    this.#take("turn", upTo(this.#turns), goal);
    this.#take("step", upTo(this.#steps), goal);
  }

  /** The first of the values with which the goal is reached, else the last. They leave out ever more. */
  #take(what: keyof Cuts, values: readonly number[], goal: number): void {
    if (this.#size() <= goal) return;
    let [low, high] = [0, values.length - 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const fits = this.#size({ ...this.#cuts, [what]: values[middle] }) <= goal;
      if (fits) high = middle;
      else low = middle + 1;
    }
    const value = values[low];
    if (value !== undefined) this.#cuts = { ...this.#cuts, [what]: Math.max(value, this.#cuts[what]) };
  }

  #size(cuts = this.#cuts): number {
    const view = this.#view(cuts);
    return bytesOf(view === undefined ? this.#messages : applyView(this.#messages, view));
  }

  result(): MadeView | undefined {
    const view = this.#view(this.#cuts);
    return view && { view, fits: this.#size() <= this.#options.limit };
  }

  #view(cuts: Cuts): HistoryView | undefined {
    const edits = this.#edits(cuts);
    if (edits === undefined) return undefined;
    const messages = this.#messages;
    const edited = edit(messages, edits);
    const first = messages.find((message, index) => edited[index] !== message);
    if (first === undefined) return undefined;
    const lastAnswer = messages.findLast(({ role }) => role === "assistant");
    const keeps = this.#options.keepLastThinking && lastAnswer && { keepsThinkingOf: lastAnswer.id };
    return { ...edits, thinkingFrom: first.id, ...keeps, left: leftOut(messages, edits) };
  }

  #edits({ stubs, turn, step, shorter }: Cuts): Edits | undefined {
    const head = this.#messages.at(-1)?.id;
    if (head === undefined) return undefined;
    const stubsBefore = this.#messages[stubs]?.id;
    const longest = LONGEST_TEXTS[shorter - 1];
    return {
      head,
      gaps: [...this.#gap(1, turn), ...this.#gap(this.#prompt + 1, step)],
      ...(stubs > 0 && stubsBefore && { stubsBefore }),
      ...(longest !== undefined && { longest }),
    };
  }

  #gap(from: number, to: number): readonly Gap[] {
    const [after, before] = [this.#messages[from - 1]?.id, this.#messages[to]?.id];
    return to > from && after !== undefined && before !== undefined ? [{ after, before }] : [];
  }
}

function indices(messages: readonly Sendable[], isMeant: (message: Sendable) => boolean): readonly number[] {
  return messages.flatMap((message, index) => (isMeant(message) ? [index] : []));
}
