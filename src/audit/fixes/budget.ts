import type { Project, Site } from "../project/project.ts";
import { merged, type Edit, type Fixer } from "./fix.ts";
import { around, countedBy, pythonGuard, pythonTokens, scriptTokens, usageType } from "./metered.ts";

/** AR02: keeps the day's spending in a file, and stops before a call where it has reached the cap. */
export const budgetFixes: Fixer = ({ project, sites }) => {
  const edits = sites.flatMap((site) => editsFor(site, project));
  if (edits.length === 0) return [];
  return [
    {
      title: "Stop before a call where today's budget is spent",
      note: "Set the cap and your model's prices in the environment. Several machines need a store that they share.",
      edits: merged(edits),
    },
  ];
};

function editsFor(site: Site, project: Project): readonly Edit[] {
  const counted = countedBy(site, project);
  if (counted === undefined) return [];
  const { usage, input, output } = counted;
  return site.file.language === "python"
    ? around(site, {
        before: "check_daily_budget()",
        after: (answer) => `add_spending(${answer}.${usage})`,
        imports: ["import os", "import sqlite3", "from datetime import date"],
        helper: `
DAILY_CAP_USD = float(os.environ["DAILY_CAP_USD"])
INPUT_USD_PER_MILLION = float(os.environ["INPUT_USD_PER_MILLION"])
OUTPUT_USD_PER_MILLION = float(os.environ["OUTPUT_USD_PER_MILLION"])


def spending():
    db = sqlite3.connect("spending.sqlite")
    db.execute("CREATE TABLE IF NOT EXISTS spending (day TEXT, usd REAL)")
    return db


def check_daily_budget():
    with spending() as db:
        query = "SELECT coalesce(sum(usd), 0) FROM spending WHERE day = ?"
        (spent_usd,) = db.execute(query, (date.today().isoformat(),)).fetchone()
    if spent_usd >= DAILY_CAP_USD:
        raise RuntimeError(f"Today's budget of {DAILY_CAP_USD} USD is spent.")


def add_spending(usage):
${pythonGuard(counted)}    usd = ${pythonTokens(counted, [input])} * INPUT_USD_PER_MILLION / 1e6 + ${pythonTokens(counted, output)} * OUTPUT_USD_PER_MILLION / 1e6
    with spending() as db:
        db.execute("INSERT INTO spending VALUES (?, ?)", (date.today().isoformat(), usd))
`,
      })
    : around(site, {
        before: "checkDailyBudget();",
        after: (answer) => `addSpending(${answer}.${usage});`,
        imports: ['import { DatabaseSync } from "node:sqlite";'],
        helper: `
const DAILY_CAP_USD = Number(process.env["DAILY_CAP_USD"]);
const INPUT_PRICE = Number(process.env["INPUT_USD_PER_MILLION"]);
const OUTPUT_PRICE = Number(process.env["OUTPUT_USD_PER_MILLION"]);
const spending = new DatabaseSync("spending.sqlite");
spending.exec("CREATE TABLE IF NOT EXISTS spending (day TEXT, usd REAL)");
const today = () => new Date().toISOString().slice(0, 10);

function checkDailyBudget() {
  const row = spending.prepare("SELECT coalesce(sum(usd), 0) AS usd FROM spending WHERE day = ?").get(today());
  const spentUsd = Number(row?.["usd"]);
  // A cap that is not set is none.
  if (!(spentUsd < DAILY_CAP_USD)) throw new Error(\`Today's budget of \${DAILY_CAP_USD} USD is spent.\`);
}

function addSpending(usage${/\.[cm]?tsx?$/.test(site.file.path) ? `: ${usageType(counted)}` : ""}) {
  const usd = (${scriptTokens([input])} * INPUT_PRICE + ${scriptTokens(output)} * OUTPUT_PRICE) / 1e6;
  spending.prepare("INSERT INTO spending VALUES (?, ?)").run(today(), usd);
}
`,
      });
}
