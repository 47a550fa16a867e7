import { whereToGoOn } from "../../agent/goingOn.ts";
import { History } from "../../agent/history.ts";
import { isPrompt, textOf } from "../../agent/personMessage.ts";
import { FlightdeckError } from "../../core/failure.ts";
import type { MessageId } from "../../core/ids.ts";
import type { MessageRecord, RecordedLine, RequestRecord, SessionHeader } from "../../core/lines.ts";
import type { ToolResultBlock } from "../../core/model.ts";

/** A session as it stood at one of its steps, with every tool call answered. */
export interface Cut {
  readonly header: SessionHeader;
  /** Folded up to the step: model, title, taint, placeholders. */
  readonly history: History;
  /** The messages before the step. */
  readonly path: readonly MessageRecord[];
  /** The person's message that the step begins with; it stands in no message of `path`. */
  readonly prompt?: string;
  /** For the calls at the end of `path` whose results no message holds. */
  readonly pending: readonly ToolResultBlock[];
  /** The newest request before the step: what of the messages the model was sent. */
  readonly lastRequest?: RequestRecord;
}

/**
 * Reads a session up to a step. A model's step is cut before its request, so that the model is asked again; a
 * tool's after all results of its answer, because the API wants each call answered; the person's message before it.
 * @param at the number of the step's line.
 * @throws FlightdeckError where there is no such line, or no readable beginning.
 */
export async function cutAt(lines: AsyncIterable<RecordedLine>, at: number): Promise<Cut> {
  const history = new History();
  const cutting = new Cutting(history, at);
  for await (const line of lines) if (cutting.take(line)) break;
  return cutting.cut();
}

class Cutting {
  readonly #history: History;
  readonly #at: number;
  #found = false;
  #prompt: MessageRecord | undefined;
  /** The message that an input line at the step announces. */
  #announced: MessageId | undefined;
  #lastRequest: RequestRecord | undefined;

  constructor(history: History, at: number) {
    this.#history = history;
    this.#at = at;
  }

  /** True when the rest does not matter. */
  take(line: RecordedLine): boolean {
    if (line.seq < this.#at) {
      if (line.type === "request") this.#lastRequest = line.data;
      this.#history.take(line);
      return false;
    }
    if (line.seq === this.#at) return this.#step(line);
    if (this.#announced !== undefined) return this.#beginsWith(line);
    return this.#later(line);
  }

  cut(): Cut {
    const { header } = this.#history;
    if (!this.#found)
      throw new FlightdeckError("invalid_request", `The recording has no line ${this.#at}.`, {
        advice: "Choose a step of the session: agent-flightdeck replay lists them.",
      });
    if (header === undefined)
      throw new FlightdeckError("storage", "The recording has no readable beginning.", {
        advice: "It cannot be forked; play it back instead.",
      });
    if (this.#prompt !== undefined) this.#history.conversation.moveTo(this.#prompt.parent);
    const whole = this.#history.conversation.path();
    // What a failure cut off is not a step to go on from.
    const path = whole.slice(0, 1 + whole.findLastIndex(({ incomplete }) => incomplete === undefined));
    const last = path.at(-1);
    const opening = this.#prompt ?? (last !== undefined && isPrompt(last) ? last : undefined);
    const kept = opening !== undefined && opening === last ? path.slice(0, -1) : path;
    this.#history.conversation.moveTo(kept.at(-1)?.id);
    return {
      header,
      history: this.#history,
      path: kept,
      pending: whereToGoOn(kept) === undefined ? [] : this.#history.pendingResults(),
      ...(opening && { prompt: textOf(opening) }),
      ...(this.#lastRequest && { lastRequest: this.#lastRequest }),
    };
  }

  #step(line: RecordedLine): boolean {
    this.#found = true;
    if (line.type === "request" || line.type === "response") return true;
    if (line.type === "message" && isPrompt(line.data)) return this.#beginsWith(line);
    if (line.type === "input" && "message" in line.data && line.data.act !== "continue") {
      this.#announced = line.data.message;
      return false;
    }
    this.#history.take(line);
    return !this.#isOpen();
  }

  #beginsWith(line: RecordedLine): boolean {
    if (line.type === "message" && isPrompt(line.data)) this.#prompt = line.data;
    return true;
  }

  /** Whatever else the calls of the last answer brought belongs to the step. */
  #later(line: RecordedLine): boolean {
    const answers = line.type === "message" && line.data.content.some(({ type }) => type === "tool_result");
    if (line.type === "input" || (line.type === "message" && !answers)) return true;
    if (answers || line.type === "tool" || line.type === "decision") this.#history.take(line);
    return !this.#isOpen();
  }

  #isOpen(): boolean {
    const last = this.#history.conversation.path().at(-1);
    if (last?.role !== "assistant" || last.incomplete !== undefined) return false;
    return last.content.some(({ type }) => type === "tool_use");
  }
}
