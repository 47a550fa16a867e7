import type { LiveEvent } from "../core/live.ts";
import type { Tool } from "../core/tool.ts";

/** Takes secrets out of a text that arrives in parts. */
export interface CleanStream {
  /** Takes the next part and returns what can be shown of all that arrived. */
  push(part: string): string;
  /** The rest, without what may be half a secret. */
  cut(): string;
}

/** What a tool prints while it runs is seen before it is recorded, so it loses its secrets on its way. */
export const cleanLive = (tool: Tool, stream: () => CleanStream): Tool => ({
  ...tool,
  async run(input, call) {
    const clean = stream();
    const show = (text: string): void => {
      if (text !== "") call.live({ type: "tool_output", call: call.id, text });
    };
    const live = (event: LiveEvent): void =>
      event.type === "tool_output" ? show(clean.push(event.text)) : call.live(event);
    try {
      return await tool.run(input, { ...call, live });
    } finally {
      show(clean.cut());
    }
  },
});
