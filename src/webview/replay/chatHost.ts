import type { ToolCallId } from "../../core/ids.ts";
import type { SpanContext } from "../../core/telemetry.ts";
import type { Handlers } from "../../protocol/channel.ts";
import type { ChatContract } from "../../protocol/chat.ts";
import type { ReplayContract } from "../../protocol/replay.ts";
import { RequestError, type Host } from "../kit/connection.ts";

interface ChatActs {
  readonly openSpan: (span: SpanContext) => void;
  /** What the page has of a tool's output. */
  readonly outputOf: (call: ToolCallId) => string;
}

const PAST = { message: "This is a recording: what happened then cannot be changed.", advice: "" };

/** The host as the chat's components see it while they show the past: what only looks is done, the rest is not. */
export function chatHost(host: Host<ReplayContract>, { openSpan, outputOf }: ChatActs): Host<ChatContract> {
  const handlers: Partial<Handlers<ChatContract>> = {
    openSpan,
    openOutput: ({ call }) => host.request("openOutput", { call, text: outputOf(call) }),
    openFile: (file) => host.request("openFile", file),
    fork: (from) => host.request("fork", from),
    copy: (text) => host.request("copy", text),
  };
  return {
    request: async (name, ...[args]) => {
      const handler = handlers[name] as ((args: unknown) => unknown) | undefined;
      if (handler === undefined) throw new RequestError(PAST);
      return (await handler(args)) as never;
    },
    onNews: () => undefined,
    state: { get: () => undefined, set: () => undefined },
  };
}
