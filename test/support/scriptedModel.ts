import { ModelError, type FailureClass, type ModelErrorDetails } from "../../src/core/failure.ts";
import type { ContentBlock, Model, ModelEvent, ModelInfo, ModelRequest } from "../../src/core/model.ts";
import { NO_USAGE, type Usage } from "../../src/core/usage.ts";
import type { ModelCall } from "../../src/core/call.ts";
import { INFO, type FakeCall } from "./calls.ts";

export const USED: Usage = { ...NO_USAGE, input: 100, output: 20 };

/** What one attempt does: the events that it yields, and the error that ends it. */
export type Outcome = readonly (ModelEvent | Error)[];

export const failed = (failure: FailureClass, details: Partial<ModelErrorDetails> = {}): ModelError =>
  new ModelError(failure, `failed: ${failure}`, { stage: "refused", ...details });

interface AnswerOptions {
  readonly stopReason?: string;
  readonly stopDetails?: unknown;
}

/** A whole answer. Strings are texts. */
export function answered(
  content: readonly (string | ContentBlock)[],
  { stopReason = "end_turn", stopDetails }: AnswerOptions = {},
): Outcome {
  const blocks = content.map((block) =>
    typeof block === "string" ? ({ type: "text", text: block } as const) : block,
  );
  const texts = blocks.flatMap((block, index) =>
    block.type === "text" ? [{ type: "text", index, text: block.text } as const] : [],
  );
  const response = {
    id: "msg_1",
    model: INFO.id,
    content: blocks,
    stopReason,
    ...(stopDetails === undefined ? {} : { stopDetails }),
    usage: USED,
    rawUsage: {},
    status: 200,
    rateLimit: {},
    chunks: [],
  };
  return [{ type: "started", model: INFO.id, usage: USED }, ...texts, { type: "completed", response }];
}

export const refused = (category?: string): Outcome =>
  answered([], { stopReason: "refusal", stopDetails: { category: category ?? null } });

export interface ScriptedModel extends Model {
  readonly requests: ModelRequest[];
  readonly calls: ModelCall[];
}

/** A model with these outcomes, one attempt after the other; then it answers “Hi”. */
export function scriptedModel(outcomes: readonly Outcome[], info: Partial<ModelInfo> = {}): ScriptedModel {
  const queue = [...outcomes];
  const requests: ModelRequest[] = [];
  const calls: ModelCall[] = [];
  return {
    info: { ...INFO, ...info },
    requests,
    calls,
    async *stream(request, call) {
      requests.push(request);
      calls.push(call);
      for (const step of queue.shift() ?? answered(["Hi"])) {
        await Promise.resolve();
        if (step instanceof Error) throw step;
        yield step;
      }
    },
  };
}

/** What came of a call: its text, its response and the error that ended it. */
export async function ask(model: Model, request: ModelRequest, call: FakeCall) {
  let text = "";
  try {
    for await (const event of model.stream(request, call)) {
      if (event.type === "text") text += event.text;
      if (event.type === "completed") return { text, response: event.response, error: undefined };
    }
    return { text, response: undefined, error: undefined };
  } catch (error) {
    return { text, response: undefined, error: error as ModelError };
  }
}

/** What the safeguards decided, in order. */
export const decisions = ({ recorder }: FakeCall): readonly string[] =>
  recorder.of("decision").map(({ safeguard, verdict }) => `${safeguard} ${verdict}`);

/** What a person reads of it. */
export const texts = ({ recorder }: FakeCall): readonly string[] =>
  recorder.of("decision").flatMap((decision) => ("text" in decision ? [decision.text ?? ""] : []));
