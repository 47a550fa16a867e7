import { formatDuration } from "../../views/figures.ts";
import { moodOf } from "../../views/rowText.ts";
import type { TraceModel } from "./traceModel.ts";

/** How long a span took, or has taken so far; nobody knows of an interrupted one. */
export const durationText = (model: TraceModel, span: number): string =>
  moodOf(model.waterfall.columns, span).kind === "interrupted" ? "–" : formatDuration(model.durationOf(span));
