import { ATTR } from "../core/attributes.ts";
import type { CallContext, ToolCall } from "../core/call.ts";
import { FlightdeckError, toFlightdeckError, type FailureClass } from "../core/failure.ts";
import type { ToolCallId } from "../core/ids.ts";
import type { ToolResultBlock, ToolUseBlock } from "../core/model.ts";
import type { Clock } from "../core/ports.ts";
import { ToolError, type Tool, type ToolOutput } from "../core/tool.ts";
import type { ToolOutcome } from "../core/turnGuard.ts";
import { ms } from "../core/units.ts";

export interface ToolRunnerOptions {
  /** By name, already wrapped by their safeguards. */
  readonly tools: ReadonlyMap<string, Tool>;
  readonly clock: Clock;
  /** Takes secrets out of what a tool returned, before anybody else sees it. */
  readonly redact: (text: string, call: CallContext) => string;
}

/** The turn in which the tools run; each call takes the next step's number as it starts. */
type RunContext = Omit<CallContext, "step"> & { readonly nextStep: () => number };

/** What the model gets of a tool call, and what the turn's guards see of it. */
export interface ToolRun {
  readonly result: ToolResultBlock;
  readonly outcome: ToolOutcome;
}

/**
 * Runs the tool calls of one answer and returns what became of them in its order. Calls that only read run
 * side by side; one that does more waits for those before it and lets those after it wait.
 */
export async function runTools(
  uses: readonly ToolUseBlock[],
  options: ToolRunnerOptions,
  context: RunContext,
): Promise<readonly ToolRun[]> {
  const results: ToolRun[] = [];
  for (let next = 0; next < uses.length;) {
    const group = sideBySide(uses.slice(next), options.tools);
    results.push(...(await Promise.all(group.map((use) => runTool(use, options, context)))));
    next += group.length;
  }
  return results;
}

function sideBySide(
  uses: readonly ToolUseBlock[],
  tools: ReadonlyMap<string, Tool>,
): readonly ToolUseBlock[] {
  const firstOther = uses.findIndex(({ name }) => tools.get(name)?.effects !== "read");
  if (firstOther === -1) return uses;
  return uses.slice(0, Math.max(1, firstOther));
}

async function runTool(use: ToolUseBlock, options: ToolRunnerOptions, run: RunContext): Promise<ToolRun> {
  const { nextStep, ...context } = run;
  const step = nextStep();
  const tool = options.tools.get(use.name);
  const title = titleOf(tool, use.input);
  const span = context.tracer.start(`execute_tool ${use.name}`, {
    parent: context.span.context,
    attributes: {
      [ATTR.operation]: "execute_tool",
      [ATTR.toolName]: use.name,
      [ATTR.toolCallId]: use.id,
      [ATTR.toolType]: "function",
      [ATTR.toolEffects]: tool?.effects,
      [ATTR.toolTitle]: title,
      [ATTR.step]: step,
    },
  });
  const call: ToolCall = { ...context, step, span, id: use.id as ToolCallId };
  const started = options.clock.monotonic();
  context.live({ type: "tool_started", call: call.id, at: options.clock.now() });
  const { output, error } = await outcome(tool, use, call);
  const text = options.redact(output.text, call);
  if (output.failure !== undefined) span.fail(shownError(error, text, options, call), output.failure);
  span.end();
  context.recorder.record({
    type: "tool",
    data: {
      call: call.id,
      turn: context.turn,
      span: span.context,
      name: use.name,
      title,
      input: use.input,
      text,
      isError: output.isError ?? false,
      duration: ms(options.clock.monotonic() - started),
      ...(output.failure && { failure: output.failure }),
      ...(output.full && { full: output.full }),
      ...(output.changes && { changes: output.changes }),
      ...(output.fence && { fence: output.fence }),
    },
  });
  return { result: toResult(use, text, output), outcome: outcomeOf(use, text, output) };
}

const toResult = ({ id }: ToolUseBlock, text: string, { isError }: ToolOutput): ToolResultBlock => ({
  type: "tool_result",
  tool_use_id: id,
  content: text,
  ...(isError && { is_error: true }),
});

const outcomeOf = (
  { name, input }: ToolUseBlock,
  text: string,
  { isError = false, failure, changes }: ToolOutput,
): ToolOutcome => ({
  tool: name,
  input,
  text,
  isError,
  ...(failure && { failure }),
  ...(changes && { changes }),
});

interface Outcome {
  readonly output: ToolOutput;
  /** What was thrown, where something was. */
  readonly error?: unknown;
}

/** The tool's output, or its failure as text that the model reads. Never throws. */
async function outcome(tool: Tool | undefined, use: ToolUseBlock, call: ToolCall): Promise<Outcome> {
  try {
    call.signal.throwIfAborted();
    if (tool === undefined)
      throw new ToolError(`There is no tool named ${use.name}.`, "invalid_tool_arguments");
    await call.recorder.flush();
    return { output: await tool.run(use.input, call) };
  } catch (error) {
    const { failure, message } = explainToolFailure(error, call.signal);
    return { output: { text: message, isError: true, failure }, error };
  }
}

const LONGEST_MESSAGE = 500;

/** The failure as the span shows it, without secrets. Only a defect's stack says more than its message. */
function shownError(error: unknown, text: string, { redact }: ToolRunnerOptions, call: ToolCall): Error {
  const shown = new Error(text.slice(0, LONGEST_MESSAGE));
  shown.name = error instanceof Error ? error.name : "ToolError";
  const isDefect = error instanceof Error && !isExpected(error) && !call.signal.aborted;
  shown.stack = isDefect ? redact(error.stack ?? "", call) : `${shown.name}: ${shown.message}`;
  return shown;
}

const isExpected = (error: unknown): boolean =>
  error instanceof ToolError || error instanceof FlightdeckError;

function explainToolFailure(
  error: unknown,
  signal: AbortSignal,
): { readonly failure: FailureClass; readonly message: string } {
  // A tool that was stopped says itself how far it came.
  if (error instanceof ToolError)
    return { failure: signal.aborted ? "cancelled" : error.failure, message: error.message };
  if (signal.aborted) return { failure: "cancelled", message: whyStopped(signal) };
  if (error instanceof FlightdeckError) return error;
  return { failure: "tool_error", message: `The tool failed: ${toFlightdeckError(error).message}` };
}

const whyStopped = ({ reason }: AbortSignal): string =>
  reason instanceof FlightdeckError
    ? `${reason.message} This tool had not finished.`
    : "The person stopped the run before this tool finished.";

/** A title must never break a call: the model may have sent anything. */
function titleOf(tool: Tool | undefined, input: unknown): string {
  try {
    return tool?.title(input).slice(0, 300) ?? "";
  } catch {
    return "";
  }
}
