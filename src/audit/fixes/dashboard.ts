import type { Fixer } from "./fix.ts";

/** A dashboard over the traces themselves, so that it names no metric that the code would have to count. */
const DASHBOARD = {
  title: "Agent errors",
  tags: ["agents"],
  schemaVersion: 39,
  time: { from: "now-24h", to: "now" },
  panels: [
    {
      id: 1,
      type: "timeseries",
      title: "Failed model calls and tools per second",
      gridPos: { h: 10, w: 24, x: 0, y: 0 },
      datasource: { type: "tempo", uid: "tempo" },
      targets: [
        { refId: "A", queryType: "traceql", query: "{ status = error } | rate() by (resource.service.name)" },
      ],
    },
  ],
} as const;

/** AR04: a Grafana dashboard of the errors that traces carry. */
export const dashboardFixes: Fixer = ({ project }) => {
  const folder = project.root === "" ? "" : `${project.root}/`;
  const text = `${JSON.stringify(DASHBOARD, undefined, 2)}\n`;
  const file = `${folder}grafana/agent-errors.json`;
  if (project.configs.some(({ path }) => path === file)) return [];
  return [
    {
      title: "Add a Grafana dashboard of the error rate",
      note: "It reads traces from Tempo; put your data source's uid in.",
      edits: [{ file, start: 0, end: 0, text, was: "", creates: true }],
    },
  ];
};
