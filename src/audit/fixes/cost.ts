import type { Project, Site } from "../project/project.ts";
import { merged, type Edit, type Fix, type Fixer } from "./fix.ts";
import { around, countedBy, pythonGuard, pythonTokens, scriptTokens, usageType } from "./metered.ts";
import { runCost } from "./runCost.ts";

/** AR01: logs after each call what it cost. */
export const costFixes: Fixer = ({ project, sites }) => {
  const isRun = sites.every(({ sdk }) => sdk === "claude-agent-sdk");
  const edits = sites.map((site) => (isRun ? runCost(site) : editsFor(site, project)));
  if (edits.some((some) => some.length === 0)) return [];
  const fix: Fix = {
    title: "Log what each call cost",
    ...(!isRun && { note: "Set your model's prices, in USD per million tokens, in the environment." }),
    edits: merged(edits.flat()),
  };
  return [fix];
};

function editsFor(site: Site, project: Project): readonly Edit[] {
  const counted = countedBy(site, project);
  if (counted === undefined) return [];
  const isPython = site.file.language === "python";
  if (site.sdk === "litellm" && isPython)
    return around(site, {
      after: (answer) =>
        `logging.getLogger("costs").info("model call", extra={"cost_usd": completion_cost(completion_response=${answer})})`,
      imports: ["import logging", "from litellm import completion_cost"],
      helper: "",
    });
  const { usage, input, output } = counted;
  return isPython
    ? around(site, {
        after: (answer) => `log_cost(${answer}.${usage})`,
        imports: ["import logging", "import os"],
        helper: `
INPUT_USD_PER_MILLION = float(os.environ["INPUT_USD_PER_MILLION"])
OUTPUT_USD_PER_MILLION = float(os.environ["OUTPUT_USD_PER_MILLION"])


def log_cost(usage):
${pythonGuard(counted)}    cost_usd = ${pythonTokens(counted, [input])} * INPUT_USD_PER_MILLION / 1e6 + ${pythonTokens(counted, output)} * OUTPUT_USD_PER_MILLION / 1e6
    logging.getLogger("costs").info("model call: %.6f USD", cost_usd, extra={"cost_usd": cost_usd})
`,
      })
    : around(site, {
        after: (answer) => `logCost(${answer}.${usage});`,
        imports: ['import { createWriteStream } from "node:fs";'],
        helper: `
const INPUT_USD_PER_MILLION = Number(process.env["INPUT_USD_PER_MILLION"]);
const OUTPUT_USD_PER_MILLION = Number(process.env["OUTPUT_USD_PER_MILLION"]);
const costs = createWriteStream("costs.jsonl", { flags: "a" });

function logCost(usage${isTyped(site) ? `: ${usageType(counted)}` : ""}) {
  const costUsd =
    (${scriptTokens([input])} * INPUT_USD_PER_MILLION) / 1e6 + (${scriptTokens(output)} * OUTPUT_USD_PER_MILLION) / 1e6;
  costs.write(\`\${JSON.stringify({ at: new Date().toISOString(), costUsd })}\\n\`);
}
`,
      });
}

const isTyped = ({ file }: Site): boolean => /\.[cm]?tsx?$/.test(file.path);
