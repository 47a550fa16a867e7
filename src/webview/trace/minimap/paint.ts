import { MINIMAP_ERROR } from "../../../views/minimap.ts";
import { CATEGORIES } from "../../../views/spanRow.ts";

/** Colours by what a cell of the minimap shows. */
export type Ink = readonly string[];

const VARIABLES = {
  model: "--vscode-charts-blue",
  tool: "--vscode-charts-green",
  agent: "--vscode-charts-purple",
  attempt: "--vscode-charts-blue",
  other: "--vscode-charts-foreground",
} as const;

/** The theme's colours for a minimap. */
export function ink(element: Element): Ink {
  const style = getComputedStyle(element);
  const colours = ["transparent"];
  CATEGORIES.forEach((category, at) => (colours[at + 1] = style.getPropertyValue(VARIABLES[category])));
  colours[MINIMAP_ERROR] = style.getPropertyValue("--vscode-charts-red");
  return colours;
}

/** The most pixels that a line of the picture is high. */
const THICKEST = 4;

/** Puts the cells on the canvas, each run of equal ones as one rectangle. */
export function paint(
  canvas: HTMLCanvasElement,
  cells: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  colours: Ink,
): void {
  const scale = devicePixelRatio;
  const tall = canvas.clientHeight;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(tall * scale);
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(scale, scale);
  const pitch = Math.min(tall / height, THICKEST);
  for (let line = 0; line < height; line++) {
    for (let x = 0; x < width;) {
      const cell = cells[line * width + x]!;
      let end = x + 1;
      while (end < width && cells[line * width + end] === cell) end++;
      if (cell > 0) {
        context.fillStyle = colours[cell] ?? "";
        context.fillRect(x, line * pitch, end - x, Math.max(1, pitch * 0.75));
      }
      x = end;
    }
  }
}
