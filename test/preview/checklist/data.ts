import type { ChecklistShown } from "../../../src/protocol/checklist.ts";
import type { ChecklistReport, ReportItem, ReportPlace } from "../../../src/views/checklistReport.ts";

const folder = "/home/ada/support-agent";

const at = (file: string, line: number, why: string): ReportPlace => ({ folder, file, line, why });

const item = (code: string, title: string, news: Partial<ReportItem>): ReportItem => ({
  code,
  title,
  state: "present",
  says: "present",
  sure: "proven",
  proved: "seen in code",
  evidence: [],
  gaps: [],
  wants: "Each model call is tried again after a failure that may pass, waiting longer each time.",
  toDo: "",
  searched:
    "arguments of the call and of its client, decorators, wrappers and loops around it and its callers",
  open: false,
  ...news,
});

const absent = (why: string, line: number): Partial<ReportItem> => ({
  state: "absent",
  says: "absent",
  proved: "",
  open: true,
  gaps: [at("src/api.py", line, why)],
  toDo: "Leave the SDK's retries on, or wrap the call with a library that backs off.",
});

const mixed: ChecklistReport = {
  projects: [
    {
      folder,
      root: ".",
      name: "support-agent",
      frameworks: ["anthropic", "ai-sdk"],
      sentence:
        "4 of 10 present (1 by default of the library, 1 seen running), 1 declared, 1 partial, 2 absent, 1 unknown, 1 not applicable.",
      groups: [
        {
          title: "Cost",
          items: [
            item("AR01", "Per-request cost logged", {
              proved: "seen running",
              evidence: [
                {
                  ...at(
                    "src/agent.py",
                    41,
                    "seen running at 2026-11-22 17:04 UTC: the program reported what the call cost, $0.012",
                  ),
                  trace: "4bf92f3577b34da6a3ce929d0e0e4736",
                },
              ],
            }),
            item(
              "AR02",
              "Daily budget cap enforced",
              absent("nothing compares what was spent with a limit before a call", 12),
            ),
          ],
        },
        {
          title: "Observability",
          items: [
            item("AR03", "OpenTelemetry traces", {
              state: "partial",
              says: "partial",
              sure: "likely",
              open: true,
              evidence: [
                at("web/telemetry.ts", 8, "sets up an exporter"),
                at("web/telemetry.ts", 14, "an instrumentation of the SDK"),
                at("web/server.ts", 3, "loads it first"),
              ],
              gaps: [
                at("src/agent.py", 41, "nothing makes spans of the model calls"),
                at("src/refunds.py", 9, "nothing makes spans of the model calls"),
              ],
              toDo: "Set up an OTLP exporter at the entrypoint and the instrumentation of your SDK.",
            }),
            item("AR04", "Error rate dashboard", {
              proved: "declared",
              sure: "",
              evidence: [
                at(
                  ".flightdeck/audit.yaml",
                  4,
                  "declared by ada until 2027-06-30: the dashboard lives in the platform team's Grafana",
                ),
              ],
            }),
          ],
        },
        {
          title: "Safety",
          items: [
            item("AR05", "Injection detection", absent("nothing looks at the text before the call", 41)),
            item("AR06", "Tool argument validation", {
              proved: "default of the library",
              evidence: [at("src/tools.py", 20, "refund: validated by pydantic-ai before its body")],
            }),
          ],
        },
        {
          title: "State",
          items: [
            item("AR07", "Session persistence", {
              state: "not_applicable",
              says: "not applicable",
              sure: "likely",
              proved: "",
              evidence: [at("src/api.py", 1, "single jobs: nothing comes back to an earlier conversation")],
            }),
            item("AR08", "Context truncation", {
              evidence: [at("src/agent.py", 30, "shortens the history that is sent")],
            }),
          ],
        },
        {
          title: "Reliability",
          items: [
            item("AR09", "Retry with backoff", {
              evidence: [at("src/api.py", 13, "its client retries 4 times")],
            }),
            item("AR10", "Fallback chain", {
              state: "unknown",
              says: "unknown",
              sure: "",
              proved: "",
              open: true,
              gaps: [
                at(
                  "src/api.py",
                  13,
                  "the calls may go through a gateway, whose configuration is not in this project",
                ),
              ],
              toDo: "Name a second model of another provider with the framework's own chain.",
            }),
          ],
        },
      ],
    },
  ],
  files: "42 files read, 3 skipped (2 minified, 1 too large).",
  nothing: "",
  notices: [at("src/agent.py", 18, "Nothing is found here for AR09.")],
};

/** What each scenario of the page shows. */
export const SCENARIOS = {
  mixed: { report: mixed },
  several: {
    report: {
      ...mixed,
      projects: mixed.projects.flatMap((project) => [
        { ...project, root: "api", name: "api" },
        { ...project, root: "web", name: "web", groups: project.groups.slice(0, 1) },
      ]),
    },
  },
  again: { report: mixed, running: { done: 12, all: 42 } },
  running: { running: { done: 120, all: 2000 } },
  starting: { running: { done: 0, all: 0 } },
  empty: {},
  nothing: {
    report: {
      ...mixed,
      projects: [],
      notices: [],
      nothing: "Nothing to audit: no live call of a language model was found in an SDK that is known.",
    },
  },
} as const satisfies Readonly<Record<string, ChecklistShown>>;
