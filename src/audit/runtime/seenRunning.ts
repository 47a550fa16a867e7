import { PROVEN } from "../../core/checklist.ts";
import type { Judged } from "../findings.ts";
import { blocksAround, lineOf, type Project, type Site } from "../project/project.ts";
import type { Evidence, Gap, ItemCode, Judgement, State } from "../result.ts";
import type { Rule } from "../rules/rule.ts";
import { lastName } from "./functionName.ts";
import type { Observation } from "./observation.ts";

/** So many hints are shown of one call and item; more would tell nothing new. */
const MOST_SHOWN = 1;

/**
 * What the project's own processes were seen doing, by call site. It raises the judgement of a site, or stands beside
 * it as a hint; it never lowers one, and not having been seen means nothing.
 */
export class SeenRunning {
  readonly #proofs = new Map<Site, readonly Observation[]>();
  readonly #hints = new Map<Site, readonly Observation[]>();

  constructor({ sites }: Pick<Project, "sites">, observations: readonly Observation[]) {
    if (observations.length === 0) return;
    const live = sites.filter((site) => site.live);
    for (const observation of observations) {
      const site = observation.outdated ? undefined : siteAt(live, observation);
      if (site !== undefined) add(this.#proofs, site, observation);
      else for (const named of sitesNamed(live, observation)) add(this.#hints, named, observation);
    }
  }

  /** Whether nothing was seen of any call of the project. */
  get isEmpty(): boolean {
    return this.#proofs.size + this.#hints.size === 0;
  }

  /** A unit that is a call, its judgement raised by what was seen of it. */
  unit({ code }: Pick<Rule, "code">, judged: Judged): Judged {
    const { site, judgement } = judged;
    if (site === undefined) return judged;
    const proof = this.proofOf(code, site);
    const raised = proof === undefined ? judgement : raiseBy(judgement, proof, site);
    const hints = ofItem(this.#hints.get(site), code).slice(0, MOST_SHOWN);
    return { ...judged, judgement: withHints(raised, hints, site) };
  }

  /** The best that was seen of an item at a call. */
  proofOf(code: ItemCode, site: Site): Observation | undefined {
    return ofItem(this.#proofs.get(site), code)[0];
  }
}

const ofItem = (all: readonly Observation[] = [], code: ItemCode): readonly Observation[] =>
  all.filter(({ item }) => item === code).toSorted(bestFirst);

function add(to: Map<Site, readonly Observation[]>, site: Site, observation: Observation): void {
  to.set(site, [...(to.get(site) ?? []), observation]);
}

/** What proves more, then what is newer. */
const bestFirst = (a: Observation, b: Observation): number =>
  Number(b.proves === "present") - Number(a.proves === "present") ||
  b.confidence - a.confidence ||
  b.at - a.at;

/** The one call in whose lines a span was made, by code of the same name. Of calls in calls it is the inner one. */
function siteAt(sites: readonly Site[], { file, line, function: name }: Observation): Site | undefined {
  if (file === undefined || line === undefined) return undefined;
  const around = sites
    .filter((site) => site.file.path === file && isOn(site, line) && isIn(site, name))
    .toSorted((a, b) => lengthOf(a) - lengthOf(b));
  const [first, second] = around;
  // Two calls in one line: nobody can say which of them it was.
  return first && second && lengthOf(first) === lengthOf(second) ? undefined : first;
}

const isOn = ({ file, call }: Site, line: number): boolean =>
  lineOf(file, call.start) <= line && line <= lineOf(file, call.end);

const lengthOf = ({ file, call }: Site): number => lineOf(file, call.end) - lineOf(file, call.start);

/** Whether a span that names a function can come from a site as it stands now. */
function isIn(site: Site, name: string | undefined): boolean {
  const last = lastName(name);
  return last === undefined || namesAround(site).includes(last);
}

const namesAround = ({ file, call }: Site): readonly string[] =>
  blocksAround(file, call.block).flatMap((block) => (block.kind === "function" ? [block.name] : []));

/** Sites that an observation could be about, though it does not say in which line. */
function sitesNamed(sites: readonly Site[], observation: Observation): readonly Site[] {
  const { file, line, function: name, outdated } = observation;
  const last = lastName(name);
  return sites.filter((site) => {
    if (file !== undefined && site.file.path !== file) return false;
    if (outdated && line !== undefined && isOn(site, line)) return true;
    return last !== undefined && namesAround(site).includes(last);
  });
}

const RANK: Readonly<Record<State, number>> = {
  not_applicable: 4,
  present: 3,
  partial: 2,
  unknown: 1,
  absent: 0,
};

function raiseBy(judgement: Judgement, seen: Observation, site: Site): Judgement {
  const proof = evidenceOf(seen, site);
  const { state, confidence } = judgement;
  if (state === "not_applicable" && judgement.provenance !== "declared") return judgement;
  const beside = { ...judgement, evidence: [...judgement.evidence, proof] };
  if (state === seen.proves)
    return confidence >= seen.confidence
      ? beside
      : { ...beside, provenance: "runtime", confidence: seen.confidence };
  // What is unknown could be present: the weaker form would lower it. What the code shows as partial takes a proof.
  const isHigher = RANK[seen.proves] > RANK[state] && !(state === "unknown" && seen.proves === "partial");
  if (!isHigher || (state === "partial" && seen.confidence < PROVEN)) return beside;
  return {
    state: seen.proves,
    provenance: "runtime",
    confidence: seen.confidence,
    evidence: [proof, ...judgement.evidence],
    gaps: seen.proves === "partial" ? judgement.gaps : [],
  };
}

/** “2026-11-22 17:04 UTC”: the reports travel. */
export const timeOf = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const evidenceOf = ({ what, at, trace, line }: Observation, { file, call }: Site): Evidence => ({
  file: file.path,
  line: line ?? lineOf(file, call.start),
  why: `seen running at ${timeOf(at)}: ${what}`,
  trace,
});

/** A hint is worth showing where something is missing. */
function withHints(judgement: Judgement, hints: readonly Observation[], site: Site): Judgement {
  if (judgement.state === "present" || judgement.state === "not_applicable") return judgement;
  const { file, call } = site;
  const gaps = hints.map(({ what, at, trace, function: name, outdated }): Gap => ({
    file: file.path,
    line: lineOf(file, call.start),
    why: outdated
      ? `a hint, no proof: before ${file.path} was changed, it was seen at ${timeOf(at)} that ${what}. Run it again`
      : `a hint, no proof: in a function named ${name ?? ""} it was seen at ${timeOf(at)} that ${what}`,
    trace,
  }));
  return gaps.length === 0 ? judgement : { ...judgement, gaps: [...judgement.gaps, ...gaps] };
}
