import * as budget from "../../../src/audit/tables/budget.ts";
import * as cost from "../../../src/audit/tables/cost.ts";
import * as dashboards from "../../../src/audit/tables/dashboards.ts";
import * as state from "../../../src/audit/tables/state.ts";
import * as telemetry from "../../../src/audit/tables/telemetry.ts";
import { CALL_SHAPES } from "../../../src/audit/tables/callShapes.ts";
import { matches } from "../../../src/audit/resolve/pattern.ts";
import { auditFiles, itemOf } from "../memoryTree.ts";
import { samplesOf, wordsOf } from "../samples.ts";
import {
  TEMPLATES,
  program,
  beside,
  same,
  silent,
  said,
  patterns,
  names,
  inAsk,
  everySdk,
  is,
} from "./programs.ts";

/** Cost, traces, dashboards and state: for each table, what of its rows does not fire. */
const MORE_AGENTS = ["llama_index.core.agent.ReActAgent.from_tools().chat"];

export const UPKEEP: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  PRICE_CALLS: () =>
    patterns(
      cost.PRICE_CALLS,
      "AR01",
      {
        python: (made, site) => inAsk(`r = ${site}\nlog.info("cost", ${made}(r))`),
        javascript: (made, site) => `${site};\nlog.info("cost", ${made}(r));`,
      },
      is("present"),
    ),
  PRICING_BACKENDS: () =>
    patterns(
      cost.PRICING_BACKENDS,
      "AR01",
      {
        python: (made, site) =>
          `import logfire\n${made}()\nlogfire.instrument_anthropic()\n${inAsk(`return ${site}`)}`,
        javascript: (made, site) => `const q = 1;\n${made}();\n${site};`,
      },
      is("present"),
    ),
  PRICING_CALLBACKS: () =>
    names(
      wordsOf(cost.PRICING_CALLBACKS),
      "AR01",
      (name) =>
        `import litellm\nlitellm.success_callback = ["${name}"]\n${inAsk("return litellm.completion(messages=q)")}`,
      is("present"),
    ),
  PRICE_MEMBERS: () =>
    names(
      wordsOf(cost.PRICE_MEMBERS),
      "AR01",
      (name) => inAsk(`r = ${TEMPLATES.python.site}\nlog.info("cost", r.${name})`),
      is("present"),
    ),
  USAGE_MEMBERS: () =>
    names(
      wordsOf(cost.USAGE_MEMBERS),
      "AR01",
      (name) => inAsk(`r = ${TEMPLATES.python.site}\nprint(r.${name})`),
      is("partial"),
    ),
  OTEL_SETUP: () => patterns(telemetry.OTEL_SETUP, "AR03", beside(), is("partial", "present")),
  OTEL_PROVIDER: () => patterns(telemetry.OTEL_PROVIDER, "AR03", beside(), is("partial")),
  LLM_INSTRUMENTATION: () =>
    patterns(telemetry.LLM_INSTRUMENTATION, "AR03", beside(), is("partial", "present"), everySdk),
  LLM_INSTRUMENTATION_PACKAGES: () =>
    silent(telemetry.LLM_INSTRUMENTATION_PACKAGES.flatMap(samplesOf), async (name) => {
      const files = { ...everySdk, Dockerfile: "CMD opentelemetry-instrument python cli.py\n" };
      const item = itemOf(await auditFiles({ ...files, "requirements.txt": `${name}==1.0.0\n` }), "AR03");
      return said(item).includes(`loads ${name}`) ? undefined : said(item);
    }),
  SETUP_WITH_INSTRUMENTATION: () =>
    patterns(telemetry.SETUP_WITH_INSTRUMENTATION, "AR03", beside(), is("present", "partial")),
  VENDOR_TRACING: () => patterns(telemetry.VENDOR_TRACING, "AR03", beside(), is("partial")),
  TOKEN_TRACING: () => patterns(telemetry.TOKEN_TRACING, "AR01", beside(), is("partial")),
  WITHOUT_TOKENS: () => patterns(telemetry.WITHOUT_TOKENS, "AR01", beside(), is("absent")),
  DURABLE: () =>
    patterns(
      state.DURABLE,
      "AR07",
      {
        python: (made, site) =>
          inAsk(`r = ${made}("db")\nconfig = {"thread_id": q}\nreturn r, config, ${site}`),
        javascript: (made, site) =>
          `const { Memory } = require("@mastra/memory");\nnew Memory();\nconst q = { thread_id: 1 };\n${made}({ url: "file:x" });\n${site};`,
      },
      is("present"),
    ),
  VOLATILE: () => patterns(state.VOLATILE, "AR07", beside(), is("partial")),
  STATE_CALLS: async () =>
    (
      await Promise.all(
        state.STATE_CALLS.map(({ save, load }) =>
          silent(samplesOf(save), async (sample) => {
            const [loads = ""] = samplesOf(load);
            const source = `import autogen_agentchat\n${TEMPLATES.python.before}${inAsk(`${sample}()\n${loads}()\nreturn ${TEMPLATES.python.site}`)}\n`;
            const item = itemOf(await auditFiles({ "main.py": source }), "AR07");
            return item.state === "present" ? undefined : said(item);
          }),
        ),
      )
    ).flat(),
  SESSION_OPTIONS: () =>
    names(
      state.SESSION_OPTIONS,
      "AR07",
      (name) => `import agents\n${inAsk(`return agents.Runner.run(a, q, ${name}=q)`)}`,
      is("partial"),
    ),
  TRIMMERS: () =>
    patterns(
      state.TRIMMERS,
      "AR08",
      {
        python: (made) =>
          inAsk(`shorter = ${made}(q)\nreturn anthropic.Anthropic().messages.create(messages=shorter)`),
        javascript: (made) =>
          `function ask(q) {\n  const messages = ${made}(q);\n  return anthropic.default().messages.create({ messages });\n}\nask([]);`,
      },
      is("present"),
    ),
  TRIM_OPTIONS: () =>
    names(
      state.TRIM_OPTIONS,
      "AR08",
      (name) => inAsk(`return anthropic.Anthropic().messages.create(messages=q, ${name}=lib.thing)`),
      is("present"),
    ),
  TRIM_DEFAULTS: () =>
    silent(
      state.TRIM_DEFAULTS.map(({ why }) => why),
      async (why) => {
        const row = state.TRIM_DEFAULTS.find((candidate) => candidate.why === why);
        const paths = [...CALL_SHAPES.flatMap(({ calls }) => calls.flatMap(samplesOf)), ...MORE_AGENTS];
        const path = paths.find((candidate) => row && matches(row.path, candidate));
        if (path === undefined) return "no call has it";
        const item = itemOf(
          await auditFiles(
            program(
              path,
              same((made) => `${made}()`),
            ),
          ),
          "AR08",
        );
        return said(item).includes(why) ? undefined : said(item);
      },
    ),
  TEMPLATES: () =>
    patterns(state.TEMPLATES, "AR08", beside(), is("partial"), {
      "prompts.yaml": 'page: "{{ page | truncate(2000) }}"\n',
    }),
  DASHBOARD_CALLS: () => patterns(dashboards.DASHBOARD_CALLS, "AR04", beside(), is("present")),
  ERROR_BACKENDS: () => patterns(dashboards.ERROR_BACKENDS, "AR04", beside(), is("partial")),
  COUNTERS: () => patterns(dashboards.COUNTERS, "AR04", beside('"model_errors_total"'), is("partial")),
  LITELLM_BUDGET: () => patterns(budget.LITELLM_BUDGET, "AR02", beside(), is("partial")),
  STEP_LIMIT_CALLS: () => patterns(budget.STEP_LIMIT_CALLS, "AR02", beside(), is("partial")),
  RUN_BUDGET_OPTIONS: () =>
    names(
      wordsOf(budget.RUN_BUDGET_OPTIONS),
      "AR02",
      (name) => inAsk(`return ${TEMPLATES.python.site.replace("messages=q", `messages=q, ${name}=2`)}`),
      is("partial"),
    ),
  STEP_LIMIT_OPTIONS: () =>
    names(
      wordsOf(budget.STEP_LIMIT_OPTIONS),
      "AR02",
      (name) => inAsk(`return ${TEMPLATES.python.site.replace("messages=q", `messages=q, ${name}=2`)}`),
      is("partial"),
    ),
};
