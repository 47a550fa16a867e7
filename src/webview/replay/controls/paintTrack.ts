import type { ReplaySnapshot, RerunStep } from "../../../protocol/replay.ts";
import { STOP } from "../../../views/playback/stops.ts";

/** What is drawn, the last over the others; heights are shares of the upper part. */
const MARKS = [
  [STOP.answer, "--vscode-charts-blue", 0.45],
  [STOP.tool, "--vscode-charts-green", 0.45],
  [STOP.message, "--vscode-charts-foreground", 0.75],
  [STOP.safeguard, "--vscode-charts-orange", 0.75],
  [STOP.approval, "--vscode-charts-purple", 0.75],
  [STOP.error, "--vscode-charts-red", 1],
] as const;

const OUTCOMES = {
  hit: "--vscode-charts-green",
  changed: "--vscode-charts-red",
  miss: "--vscode-charts-red",
  not_comparable: "--vscode-charts-foreground",
} as const;

/** The part of the height that the outcomes of a re-run take, below the marks. */
const OUTCOME_SHARE = 0.25;
const MARK_WIDTH = 2;

/** Draws what happened when, and below it what became of each step in a re-run. */
export function paintTrack(
  canvas: HTMLCanvasElement,
  { times, stops }: Pick<ReplaySnapshot, "times" | "stops">,
  steps: readonly RerunStep[],
): void {
  const scale = devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const total = Math.max(times.at(-1) ?? 0, 1);
  const x = (position: number): number => ((times[position - 1] ?? 0) / total) * (width - MARK_WIDTH);
  const tall = steps.length > 0 ? height * (1 - OUTCOME_SHARE) : height;
  for (const [flag, colour, share] of MARKS) {
    context.fillStyle = style.getPropertyValue(colour);
    stops.positions.forEach((position, index) => {
      if ((stops.flags[index]! & flag) !== 0)
        context.fillRect(x(position), tall * (1 - share), MARK_WIDTH, tall * share);
    });
  }
  for (const { position, outcome } of steps) {
    context.fillStyle = style.getPropertyValue(OUTCOMES[outcome]);
    context.fillRect(x(position), tall + 1, MARK_WIDTH * 1.5, height - tall - 1);
  }
}
