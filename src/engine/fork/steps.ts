import type { RecordedLine } from "../../core/lines.ts";

/**
 * The lines of a recording's steps, in recorded order: model attempts and tool calls, counted from 0 as in
 * `core/replay.ts`. Gives the number of each one's line.
 */
export async function* stepLines(lines: AsyncIterable<RecordedLine>): AsyncGenerator<number> {
  for await (const { type, seq } of lines) if (type === "request" || type === "tool") yield seq;
}
