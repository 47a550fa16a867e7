import { asksIn, type Ask } from "./ask.ts";
import { findings } from "./findings.ts";
import { done, type Plan } from "../plan.ts";
import type { Extract, Found, Project, Search } from "../project.ts";
import { listOf, ticked } from "../text/prose.ts";
import { rareTypes } from "./ranking.ts";
import { Evidence } from "./evidence.ts";
import { worthReading } from "./reading.ts";
import { factLines, factLinesIn, SearchWriter } from "./searches.ts";
import { helpText } from "../plans/help.ts";

const MAX_SEARCHES = 6;

/** Looks for what a question asks for, reads around what it found, and quotes it. */
export function* answerQuestion(question: string, project: Project): Plan {
  const asks = asksIn(question);
  if (asks.length === 0) return done(helpText(project.tools));
  const evidence = new Evidence();
  yield* searchFor(asks, project, evidence);
  const extracts = worthReading(asks, evidence, project);
  const files = yield* project.extracts(readingSentence(extracts), extracts);
  for (const file of files) evidence.addText(file);
  return done(findings(question, asks, evidence, project));
}

/** One search per thing asked for; then other ones where that found too much or nothing. */
function* searchFor(asks: readonly Ask[], project: Project, evidence: Evidence): Plan<void> {
  const write = new SearchWriter(project.tools);
  const first = asks.flatMap((ask) => searchesOf(ask, write)).slice(0, MAX_SEARCHES);
  const labels = listOf(
    asks.map((ask) => `“${ask.label}”`),
    3,
  );
  const results = yield* project.search(
    `I'll look for ${labels} in the project.`,
    first.map(({ search }) => search),
  );
  for (const found of results) evidence.addLines(found.lines);
  const again = first.flatMap(({ ask }, i) => secondSearch(ask, results[i], write, project.known));
  if (again.length === 0) return;
  const more = yield* project.search("That search was not the right one; I'll try another.", again);
  for (const found of more) evidence.addLines(found.lines);
}

function searchesOf(ask: Ask, write: SearchWriter): readonly { ask: Ask; search: Search }[] {
  const words = ask.words.length > 0 ? [write.first(ask)] : [];
  const facts = ask.generic ? factLines(ask.extensions) : [];
  return [...words, ...facts].map((search) => ({ ask, search }));
}

/** A narrower one where there is too much of it, a wider one where the exact text is nowhere. */
function secondSearch(
  ask: Ask,
  found: Found | undefined,
  write: SearchWriter,
  files: readonly string[],
): readonly Search[] {
  if (found?.partial === true && ask.generic) return [factLinesIn([...rareTypes(files)])];
  if (found?.partial === true && ask.words.length > 1) return [write.wordPairs(ask)];
  return found?.lines.length === 0 && ask.literals.length > 0 ? [write.anyWord(ask)] : [];
}

const readingSentence = (extracts: readonly Extract[]): string =>
  `${ticked(extracts.map(({ path }) => path))} ${extracts.length === 1 ? "looks" : "look"} right; I'll read there.`;
