import type { Category } from "../../../views/spanRow.ts";

/** Codicons of the kinds of spans. */
export const KIND_ICONS: Readonly<Record<Category, string>> = {
  model: "sparkle",
  tool: "tools",
  agent: "robot",
  attempt: "arrow-swap",
  other: "circle-small",
};
