import { untilAborted } from "../../core/abort.ts";
import type { ModelCall } from "../../core/call.ts";
import { EditorModelError, type EditorModels } from "../../core/editor.ts";
import { failureInfo, FlightdeckError, ModelError, type ModelErrorDetails } from "../../core/failure.ts";
import type { Model, ModelEvent, ModelInfo, ModelRequest, ModelResponse } from "../../core/model.ts";
import type { Clock } from "../../core/ports.ts";
import { ms } from "../../core/units.ts";
import { NO_USAGE, type Usage } from "../../core/usage.ts";
import { EditorAnswer } from "./answer.ts";
import { classifyEditorError } from "./classify.ts";
import { IdleTimer } from "./idleTimer.ts";
import { toEditorRequest } from "./messages.ts";
import { TokenCount } from "./tokenCount.ts";

export interface EditorModelOptions {
  readonly info: ModelInfo;
  /** Absent where no editor is around us. */
  readonly editor: EditorModels | undefined;
  readonly clock: Clock;
  /** Seconds without a part of the answer after which it counts as stalled. */
  readonly idleSeconds: () => number;
}

/** A model that another extension of the editor provides. Retries nothing by itself. */
export function editorModel(options: EditorModelOptions): Model {
  return { info: options.info, stream: (request, call) => run(options, request, call) };
}

async function* run(
  options: EditorModelOptions,
  request: ModelRequest,
  call: ModelCall,
): AsyncGenerator<ModelEvent> {
  const { info, editor = NO_EDITOR, clock, idleSeconds } = options;
  if (call.signal.aborted) throw cancelled({ stage: "refused" });
  const sent = clock.monotonic();
  const idle = new IdleTimer(clock, ms(idleSeconds() * 1_000));
  const signal = AbortSignal.any([call.signal, idle.signal]);
  const answer = new EditorAnswer(
    () => ms(clock.monotonic() - sent),
    (index) => `call_${call.attempt.request}_${index}`,
  );
  const count = new TokenCount(editor, info.id, request, signal);
  try {
    const parts = editor.send(info.id, toEditorRequest(request), signal);
    for await (const part of untilAborted(parts, signal)) {
      idle.restart();
      if (!answer.begun) yield { type: "started", model: info.id, usage: NO_USAGE };
      yield* answer.take(part);
    }
    if (!answer.begun) throw new ModelError("incomplete_stream", EMPTY, { stage: "unanswered" });
    yield { type: "completed", response: await responseOf(answer, count, info, call) };
  } catch (error) {
    throw failureOf(error, { options, call, answer, idle, input: count.input });
  } finally {
    idle.stop();
  }
}

const EMPTY = "The model ended its answer without a word.";

const NO_EDITOR: EditorModels = {
  list: () => Promise.resolve([]),
  onChange: () => ({ dispose: () => undefined }),
  countTokens: () => Promise.resolve(0),
  send: () => {
    throw new EditorModelError("NotFound", "VS Code's models answer only inside VS Code");
  },
};

async function responseOf(
  answer: EditorAnswer,
  count: TokenCount,
  info: ModelInfo,
  call: ModelCall,
): Promise<ModelResponse> {
  const { usage, estimated } = await count.usage(answer.content);
  const [first] = answer.chunks;
  return {
    id: call.attempt.request,
    model: info.id,
    content: answer.content,
    stopReason: answer.callsTools ? "tool_use" : "end_turn",
    usage,
    rawUsage: { input_tokens: usage.input, output_tokens: usage.output, estimated },
    rateLimit: {},
    chunks: answer.chunks,
    ...(first !== undefined && { timeToFirstToken: first }),
  };
}

interface Failed {
  readonly options: EditorModelOptions;
  readonly call: ModelCall;
  readonly answer: EditorAnswer;
  readonly idle: IdleTimer;
  /** Prompt tokens, where they were counted by then. */
  readonly input: number | undefined;
}

function failureOf(error: unknown, { options, call, answer, idle, input }: Failed): FlightdeckError {
  if (error instanceof FlightdeckError) return error;
  const usage: Usage | undefined = input === undefined ? undefined : { ...NO_USAGE, input };
  const bill = { outputBytes: answer.outputBytes, ...(usage && { usage }) };
  const reached: ModelErrorDetails = answer.begun ? { stage: "cut", ...bill } : { stage: "refused" };
  if (call.signal.aborted) return cancelled(reached);
  if (idle.signal.aborted) {
    const failure = answer.begun ? "stall" : "timeout";
    const { symptom } = failureInfo(failure);
    const message = `${symptom.replace(/\.$/, "")} for ${options.idleSeconds()} seconds.`;
    return new ModelError(failure, message, reached, { cause: error });
  }
  return classifyEditorError(error, options.info.label, reached);
}

const cancelled = (details: ModelErrorDetails): ModelError =>
  new ModelError("cancelled", failureInfo("cancelled").symptom, details);
