import type { ContentBlock, TextBlock } from "./model.ts";

const PREFIX = "[Note of the system that runs you: ";

/** What a safeguard tells the model: begins so that both can be told from the person's words. */
export const systemNote = (note: string): TextBlock => ({ type: "text", text: `${PREFIX}${note}]` });

export const isSystemNote = (block: ContentBlock): boolean =>
  block.type === "text" && block.text.startsWith(PREFIX);
