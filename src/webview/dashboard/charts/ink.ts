/** What the chart is painted with. */
export interface Ink {
  readonly font: string;
  readonly text: string;
  readonly guide: string;
  readonly background: string;
  readonly series: readonly string[];
  /** For the models that have no colour of their own. */
  readonly rest: string;
}

/** By the number of a series' colour. The same stand in `legend.css`. */
const SERIES = [
  "--vscode-charts-blue",
  "--vscode-charts-green",
  "--vscode-charts-yellow",
  "--vscode-charts-purple",
  "--vscode-charts-red",
  "--vscode-charts-orange",
] as const;

/** The theme's colours at a place in the page. */
export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const read = (variable: string): string => style.getPropertyValue(variable).trim();
  return {
    font: `${Number.parseFloat(style.fontSize) * 0.92}px ${style.fontFamily}`,
    text: read("--vscode-descriptionForeground"),
    guide: read("--vscode-chart-guide") || read("--vscode-charts-lines"),
    background: read("--vscode-editor-background"),
    series: SERIES.map(read),
    rest: read("--vscode-charts-lines"),
  };
}
