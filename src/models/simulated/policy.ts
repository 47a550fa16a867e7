import type { Turn } from "./conversation.ts";
import { readIntents, type Intent } from "./intents/intent.ts";
import { edit } from "./plans/edit.ts";
import { runSomething } from "./plans/run.ts";
import { findDefinition } from "./plans/definition.ts";
import { acknowledgement, greeting, helpText, thanks } from "./plans/help.ts";
import { listFiles } from "./plans/list.ts";
import { answerQuestion } from "./question/answerQuestion.ts";
import { readFiles } from "./plans/read.ts";
import { summarise } from "./plans/summary.ts";
import { done, gaveUp, settled, type Outcome, type Plan } from "./plan.ts";
import { Project } from "./project.ts";
import type { Toolbox } from "./toolbox.ts";

/** How the policy works on what a person asked for: one instruction after the other. */
export function* workOn(text: string, tools: Toolbox): Plan {
  const intents = readIntents(text);
  const project = new Project(tools);
  const outcomes: Outcome[] = [];
  for (const intent of intents) {
    outcomes.push(yield* planFor(intent, project));
    if (outcomes.at(-1)?.done === false) break;
  }
  return summary(outcomes, intents.length - outcomes.length, project.notes);
}

function summary(outcomes: readonly Outcome[], left: number, notes: readonly string[]): Outcome {
  const texts = [...outcomes.map((outcome) => outcome.text), ...notes];
  if (left > 0) texts.push(`So I did not go on with the ${left === 1 ? "rest" : `${left} other steps`}.`);
  const text = texts.join("\n\n");
  return outcomes.every((outcome) => outcome.done) ? done(text) : gaveUp(text);
}

function planFor(intent: Intent, project: Project): Plan {
  switch (intent.kind) {
    case "greeting":
      return settled(done(greeting));
    case "thanks":
      return settled(done(thanks));
    case "help":
      return settled(done(helpText(project.tools)));
    case "acknowledge":
      return settled(done(acknowledgement));
    case "question":
      return answerQuestion(intent.text, project);
    case "definition":
      return findDefinition(intent.name, project);
    case "summary":
      return summarise(intent.saveTo, project);
    case "list":
      return listFiles(intent.folder, project);
    case "read":
      return readFiles(intent.paths, intent.explain, project);
    case "tests":
    case "command":
      return runSomething(intent, project);
    case "replace":
    case "rename":
    case "insert":
    case "create":
    case "recipe":
    case "unsupported":
      return edit(intent, project);
  }
}

const GO_ON = /^\W*(?:please\s+)?(?:continue|go on|carry on|proceed|keep going|resume)\b/iu;
const AGAIN = /^\W*(?:please\s+)?(?:try (?:it |that )?again|retry|once more|again|do it again)\W*$/iu;

/** The task of the newest turn and the results so far, where the turn only says to go on with an earlier one. */
export function currentTask(turns: readonly Turn[]): Turn {
  const last = turns.at(-1) ?? { text: "", steps: [], pauses: 0 };
  const before = turns.slice(0, -1);
  if (before.length === 0) return last;
  if (AGAIN.test(last.text)) return { ...last, text: currentTask(before).text };
  if (!GO_ON.test(last.text)) return last;
  const task = currentTask(before);
  const finished = task.steps.filter(
    (step, i) => i < task.steps.length - 1 || step.some((result) => !result.isError),
  );
  return { text: task.text, steps: [...finished, ...last.steps], pauses: last.pauses };
}
