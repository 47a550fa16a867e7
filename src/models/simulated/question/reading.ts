import type { Ask } from "./ask.ts";
import { extensionOf } from "../text/paths.ts";
import type { Extract, Project } from "../project.ts";
import { rank, rankFacts, type Ranked } from "./ranking.ts";
import type { Evidence } from "./evidence.ts";
import { wordsOf } from "../text/words.ts";

const MAX_EXTRACTS = 4;
const MARGIN = 15;
const MAX_LINES = 200;

/** The parts of files around what was found, best first, and files whose path says what is asked for. */
export function worthReading(asks: readonly Ask[], evidence: Evidence, project: Project): readonly Extract[] {
  const perAsk = asks.map((ask) => {
    const ranked = ask.generic
      ? [...rank(ask, evidence), ...rankFacts(ask.extensions, evidence, project.known)]
      : rank(ask, evidence);
    return inTurns(byLines(ranked), byPath(ask, project));
  });
  const perFile = new Map<string, Extract>();
  // In turns, so that no ask takes all the places.
  for (let place = 0; place < MAX_EXTRACTS; place++)
    for (const extracts of perAsk) {
      const extract = extracts[place];
      if (extract && (perFile.has(extract.path) || perFile.size < MAX_EXTRACTS))
        perFile.set(extract.path, merge(perFile.get(extract.path), extract));
    }
  return [...perFile.values()];
}

const inTurns = <T>(first: readonly T[], second: readonly T[]): readonly T[] =>
  first
    .slice(0, MAX_EXTRACTS)
    .flatMap((item, i) => [item, ...second.slice(i, i + 1)])
    .concat(second.slice(first.length));

/** Around the best line of each file; a file counts with its best lines, however many it has. */
function byLines(ranked: readonly Ranked[]): readonly Extract[] {
  const files = new Map<string, Ranked[]>();
  for (const each of ranked) {
    const known = files.get(each.line.path);
    if (known) known.push(each);
    else files.set(each.line.path, [each]);
  }
  return [...files]
    .map(([path, [first, second, third]]) => ({
      path,
      top: first?.line.number ?? 1,
      score: (first?.score ?? 0) + 0.25 * ((second?.score ?? 0) + (third?.score ?? 0)),
    }))
    .toSorted((a, b) => b.score - a.score)
    .map(({ path, top }) => ({ path, from: Math.max(1, top - 3 * MARGIN), to: top + MARGIN }));
}

/** Files that are named like what is asked for, or all small numbers of files where nothing can be searched. */
function byPath(ask: Ask, project: Project): readonly Extract[] {
  const searchable = project.tools.has("search_text");
  return project.known
    .map((path) => ({ path, hits: hits(ask, path) }))
    .filter(({ hits: value }) => value > 0 || !searchable)
    .toSorted((a, b) => b.hits - a.hits)
    .map(({ path }) => ({ path, from: 1, to: MAX_LINES }));
}

function hits(ask: Ask, path: string): number {
  const words = wordsOf(path);
  const found = ask.words.filter((word) => words.includes(word)).length;
  const typed = ask.generic && ask.extensions.includes(extensionOf(path)) ? 1 : 0;
  return (found * 2 >= ask.words.length && found > 0 ? found : 0) + typed;
}

const merge = (known: Extract | undefined, added: Extract): Extract => {
  if (!known) return added;
  const from = Math.min(known.from ?? 1, added.from ?? 1);
  return { path: known.path, from, to: Math.min(from + MAX_LINES, Math.max(known.to ?? 0, added.to ?? 0)) };
};
