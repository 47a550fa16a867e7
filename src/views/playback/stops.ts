import { failureInfo } from "../../core/failure.ts";
import type { Decision } from "../../core/decisions.ts";
import type { RecordedLine } from "../../core/lines.ts";
import type { ContentBlock } from "../../core/model.ts";
import { formatTokens } from "../figures.ts";
import { approvalAnswer, noticeOf } from "../notices.ts";

/** What a stop of the playhead is; one may be several, such as a tool call that failed. */
export const STOP = {
  message: 1,
  answer: 2,
  tool: 4,
  approval: 8,
  safeguard: 16,
  error: 32,
  end: 64,
} as const;

export type StopKind = keyof typeof STOP;

/** Something that happened and that a person may want to stop at. */
export interface Stop {
  /** A sum of `STOP`. */
  readonly flags: number;
  /** What happened, in one line. */
  readonly text: string;
}

const LONGEST_TEXT = 160;

/**
 * What a person would stop at in a line; undefined where it only prepares something.
 * @param isRoot whether a span is the root of a turn.
 */
export function stopOf(line: RecordedLine, isRoot: (span: string) => boolean): Stop | undefined {
  switch (line.type) {
    case "session":
      return stop(STOP.message, `Session “${line.data.title}” with ${line.data.agent.name}`);
    case "message": {
      const { role, by, content } = line.data;
      if (role !== "user" || by !== undefined || content.some(({ type }) => type === "tool_result"))
        return undefined;
      return stop(STOP.message, `You: ${textOf(content)}`);
    }
    case "response": {
      const { data } = line;
      if (!data.ok) return stop(STOP.answer | STOP.error, `${data.model.id} failed: ${data.message}`);
      return stop(STOP.answer, `${data.model.id} answered with ${formatTokens(data.usage.output)} tokens`);
    }
    case "tool": {
      const { name, title, isError, failure } = line.data;
      const call = title === "" ? name : `${name} ${title}`;
      if (!isError) return stop(STOP.tool, call);
      const why = failure === undefined ? "failed" : `failed: ${failureInfo(failure).label}`;
      return stop(STOP.tool | STOP.error, `${call} ${why}`);
    }
    case "decision":
      return decisionStop(line.data, line.wall);
    case "input":
      return inputStop(line.data);
    case "span": {
      const { data } = line;
      if (data.phase !== "ended" || !isRoot(data.spanId)) return undefined;
      const failed = data.status.code === "error";
      const text = failed ? (data.status.message ?? "The turn failed") : "The turn is done";
      return stop(STOP.end | (failed ? STOP.error : 0), text);
    }
    case "request":
      return undefined;
  }
}

function decisionStop(decision: Decision, wall: RecordedLine["wall"]): Stop | undefined {
  if (decision.safeguard === "approval") {
    if (decision.verdict !== "ask") return stop(STOP.approval, approvalAnswer(decision));
    return stop(STOP.approval, `Asks: ${decision.request.tool} ${decision.request.title}`);
  }
  const text = noticeOf(decision, wall)?.text ?? stoppedBy(decision);
  return text === undefined ? undefined : stop(STOP.safeguard, text);
}

/** What leaves no line of its own in the conversation, because a card or the turn's end says it. */
function stoppedBy(decision: Exclude<Decision, { safeguard: "approval" }>): string | undefined {
  const { safeguard } = decision;
  const saysIt =
    safeguard === "loop" ||
    safeguard === "tool_arguments" ||
    safeguard === "tool_time" ||
    safeguard === "stop_all" ||
    (safeguard === "injection" && decision.verdict === "ask");
  return saysIt ? decision.text : undefined;
}

function inputStop(input: Extract<RecordedLine, { type: "input" }>["data"]): Stop | undefined {
  switch (input.act) {
    case "stop":
      return stop(STOP.message, input.all ? "All agents were stopped" : "You stopped it");
    case "skip_wait":
      return stop(STOP.message, "You went on without waiting");
    case "continue":
      return stop(STOP.message, "It goes on from here");
    case "undo":
      return stop(STOP.message, "You took the turn’s edits back");
    case "model":
      return stop(STOP.message, `The model is ${input.model.id} from here on`);
    case "switch":
      return stop(STOP.message, "You went on from another branch");
    case "prompt":
    case "edit":
    case "retry":
    case "rename":
    case "clear_taint":
      // What was sent is a message of its own.
      return undefined;
  }
}

const stop = (flags: number, text: string): Stop => ({
  flags,
  text: text.replace(/\s+/g, " ").slice(0, LONGEST_TEXT),
});

const textOf = (content: readonly ContentBlock[]): string =>
  content
    .flatMap((block) => (block.type === "text" ? [block.text.slice(0, LONGEST_TEXT * 2)] : []))
    .join(" ");
