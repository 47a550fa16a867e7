import { deployedBy } from "../project/deployed.ts";
import type { Project } from "../project/project.ts";
import { externals, searchKind } from "../project/search.ts";
import type { Judgement } from "../result.ts";
import {
  COUNTERS,
  DASHBOARD_CALLS,
  DASHBOARD_RESOURCES,
  ERROR_BACKENDS,
  ERROR_SIGNAL,
} from "../tables/dashboards.ts";
import { lineIn } from "./openTelemetry.ts";
import type { Rule } from "./rule.ts";
import { absent, evidence, notApplicable, partial, present, STRENGTH } from "./verdicts.ts";

export const errorDashboard: Rule = {
  code: "AR04",
  id: "observability/error-rate-dashboard",
  title: "Error rate dashboard",
  category: "observability",
  unit: "project",
  wants: "A dashboard in the repository shows the rate of errors that this code emits.",
  why: "An agent fails quietly: a refusal, a timeout, a loop. Somebody has to see that one in ten runs fails before the customers say so.",
  counts: {
    present: ["a dashboard as code whose query uses an error signal that the code emits"],
    partial: [
      "errors reach a backend that has such a view, which nobody can prove from here",
      "an error counter or an alert without a dashboard",
    ],
  },
  fix: "Put a Grafana dashboard with the error rate beside the code, or declare where yours is.",
  examples: {
    good: [
      {
        language: "yaml",
        code: 'expr: sum(rate(agent_runs_total{status="error"}[5m])) / sum(rate(agent_runs_total[5m]))',
      },
    ],
    bad: [{ language: "python", code: 'except Exception as error:\n    print("failed", error)' }],
  },
  searched:
    "dashboards and alerts as code, error backends and counters in live code, what deploys the project",
  judge: (project) => dashboard(project) ?? backend(project) ?? none(project),
};

function dashboard(project: Project): Judgement | undefined {
  for (const config of project.configs) {
    if (config.kind === "grafana") {
      const query = config.values.find(
        ({ key, value }) => /(?:expr|query|rawSql|rawQuery)$/.test(key) && ERROR_SIGNAL.test(String(value)),
      );
      if (query === undefined) continue;
      const found = { file: config.path, line: query.line, why: "a panel shows errors" };
      return emits(String(query.value), project)
        ? present(found, "config", STRENGTH.linkedConfig)
        : partial(
            found,
            "its query names a signal that this code does not emit",
            STRENGTH.linkedConfig,
            "config",
          );
    }
    if (
      config.kind === "terraform" &&
      DASHBOARD_RESOURCES.test(config.text) &&
      ERROR_SIGNAL.test(config.text)
    )
      return present(
        {
          file: config.path,
          line: lineIn(config.text, DASHBOARD_RESOURCES),
          why: "a dashboard as code shows errors",
        },
        "config",
        STRENGTH.linkedConfig,
      );
  }
  const [call] = externals(project, ...DASHBOARD_CALLS);
  return (
    call && present(evidence(call.file, call.call, "a dashboard as code"), "explicit", STRENGTH.handWritten)
  );
}

/** Whether a metric of a query is named in live code; a query of spans or logs needs none. */
function emits(query: string, project: Project): boolean {
  const metrics = [
    ...query.matchAll(/\b([a-z][a-z0-9_]*_(?:total|count|sum|bucket|errors?|seconds|failures?))\b/gi),
  ].map(([, name]) => (name ?? "").replace(/_(?:total|count|sum|bucket)$/, ""));
  if (metrics.length === 0) return true;
  return (
    searchKind(project, "literal", ({ value }) =>
      metrics.some(
        (metric) =>
          String(value)
            .replaceAll(".", "_")
            .replace(/_total$/, "") === metric,
      ),
    ).length > 0
  );
}

function backend(project: Project): Judgement | undefined {
  const [call] = externals(project, ...ERROR_BACKENDS);
  if (call !== undefined)
    return partial(
      evidence(call.file, call.call, "errors reach a backend with a view of its own"),
      "the dashboard itself is not in this repository",
      STRENGTH.explicit,
    );
  const counter = externals(project, ...COUNTERS).find(({ file, call: { start, end } }) =>
    ERROR_SIGNAL.test(file.text.slice(start, end)),
  );
  if (counter !== undefined)
    return partial(
      evidence(counter.file, counter.call, "counts errors"),
      "no dashboard shows the counter",
      STRENGTH.explicit,
    );
  const alert = project.configs.find(
    ({ kind, values }) =>
      kind === "yaml" &&
      values.some(
        ({ key, value }) => /(?:^|\.)(?:alert|expr)$/.test(key) && ERROR_SIGNAL.test(String(value)),
      ) &&
      values.some(({ key }) => /groups\.\d+\.rules/.test(key)),
  );
  return (
    alert &&
    partial(
      { file: alert.path, line: 1, why: "an alert on errors" },
      "no dashboard",
      STRENGTH.linkedConfig,
      "config",
    )
  );
}

function none(project: Project): Judgement {
  const deployed = deployedBy(project);
  if (deployed === undefined)
    return notApplicable({
      ...project.entrypoint,
      why: "a library or a command: nothing here is deployed as a service",
    });
  return absent(
    {
      file: deployed.file,
      line: deployed.line,
      why: `the project ${deployed.what}, and no dashboard of errors is in it`,
    },
    STRENGTH.linkedConfig,
  );
}
