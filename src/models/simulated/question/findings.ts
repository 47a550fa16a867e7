import type { Ask } from "./ask.ts";
import { factIn } from "../text/facts.ts";
import { definitionsIn } from "../text/outline.ts";
import { extensionOf } from "../text/paths.ts";
import type { Project } from "../project.ts";
import { capitalised, code, count, place, quoteLine, ticked } from "../text/prose.ts";
import { best, isData, rank, rankFacts, type Ranked } from "./ranking.ts";
import type { Evidence } from "./evidence.ts";
import type { Line } from "../results.ts";
import { wordsOf } from "../text/words.ts";

const FEW = 4;
const MANY = 15;

/** The answer to a question: what was found for each thing asked, quoted with its place. */
export function findings(
  question: string,
  asks: readonly Ask[],
  evidence: Evidence,
  project: Project,
): string {
  const sections = asks.map((ask) => ({ ask, lines: linesFor(ask, evidence, project.known) }));
  const found = sections.filter(({ lines }) => lines.length > 0);
  const missed = sections.filter(({ lines }) => lines.length === 0);
  const places = found.flatMap(({ lines }) => lines);
  const paragraphs = [
    ...found.map(({ ask, lines }) => section(ask, lines)),
    ...(HOW.test(question) ? explain(places, evidence) : []),
    ...missed.map(({ ask }) => `I found nothing about “${ask.label}”.`),
    lookedAt(project),
  ];
  return paragraphs.join("\n\n");
}

const HOW = /\b(?:how (?:does|do|is|are)|explain|describe|what does)\b/iu;

function linesFor(ask: Ask, evidence: Evidence, files: readonly string[]): readonly Line[] {
  const ranked = rank(ask, evidence);
  const literal = ranked.filter(({ line }) => ask.literals.some((text) => line.text.includes(text)));
  if (literal.length > 0) return best(literal, MANY);
  const lines = ask.all
    ? allOf(ranked)
    : best(ranked, FEW).flatMap((line) => withContext(line, ask, evidence));
  if (!ask.generic) return distinct(lines);
  return distinct([...lines, ...best(rankFacts(ask.extensions, evidence, files), MANY)]);
}

/** Every entry of the data that fits; where there is none, what fits about equally well. */
function allOf(ranked: readonly Ranked[]): readonly Line[] {
  const entries = ranked.filter(({ line, complete }) => complete && isData(line));
  return entries.length > 0 ? best(entries, MANY, 0) : best(ranked, MANY, 0.85);
}

/** A Markdown heading is answered by what stands below it, and a fact is explained by its comment. */
function withContext(line: Line, ask: Ask, evidence: Evidence): readonly Line[] {
  if (/^#{1,6} /u.test(line.text) && extensionOf(line.path) === "md")
    return [line, evidence.below(line) ?? line];
  const comment = factIn(line.text) && evidence.comment(line);
  return comment && ask.words.some((word) => wordsOf(comment.text).includes(word)) ? [line, comment] : [line];
}

const distinct = (lines: readonly Line[]): readonly Line[] => [
  ...new Map(lines.map((line) => [`${line.path}:${line.number}`, line])).values(),
];

function section(ask: Ask, lines: readonly Line[]): string {
  const value = valueFor(ask, lines[0]);
  const counted = ask.all && lines.length > 1 ? ` (${count(lines.length, "line")})` : "";
  const head = `**${capitalised(ask.label)}**${value === undefined ? counted : `: ${value}`}`;
  return [head, ...lines.map(quoteLine)].join("\n");
}

/** The value that the best line gives to what is asked for, where its name says so. */
function valueFor(ask: Ask, line: Line | undefined): string | undefined {
  const fact = line && !ask.all ? factIn(line.text) : undefined;
  if (!fact || fact.value.length > 60) return undefined;
  const name = wordsOf(fact.name);
  return ask.words.some((word) => name.includes(word)) ? fact.value : undefined;
}

/** What the functions around the found lines say of themselves. */
function explain(lines: readonly Line[], evidence: Evidence): readonly string[] {
  const paths = new Set(lines.map((line) => line.path));
  const seen = evidence.entries.map(({ line }) => line).filter((line) => paths.has(line.path));
  const perFile = [...paths].map((path) =>
    definitionsIn(seen.filter((line) => line.path === path).toSorted((a, b) => a.number - b.number)),
  );
  const documented = perFile.flat().filter(({ doc }) => doc !== "");
  if (documented.length === 0) return [];
  const items = documented
    .slice(0, 8)
    .map(({ name, line, doc }) => `- ${code(name)} (${place(line)}): ${doc}`);
  return [["The parts that do it:", ...items].join("\n")];
}

/** What the answer rests on. */
function lookedAt(project: Project): string {
  const searched = project.searched.length > 0 ? `searched ${filesOf(project)}` : "";
  const read = project.read.length > 0 ? `read ${ticked(project.read)}` : "";
  const looked = [searched, read].filter(Boolean).join(" and ");
  return looked === "" ? "I could not look at any file: no tool for it was offered." : `I ${looked}.`;
}

const filesOf = (project: Project): string =>
  project.known.length > 0 ? count(project.known.length, "file") : "the project";
