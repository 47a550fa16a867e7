import { hash } from "node:crypto";
import { groupBy } from "../core/groupBy.ts";
import { placeOf, type AgentTool, type Project, type Site } from "./project/project.ts";
import type { Evidence, Finding, Judgement, Place } from "./result.ts";
import { rollUp } from "./rollup.ts";
import type { Rule } from "./rules/rule.ts";

/** One unit of a rule and what was found out about it. */
export interface Judged {
  readonly judgement: Judgement;
  /** Where the unit stands. */
  readonly place: Place;
  /** `file:class:function`, which stays when lines move. */
  readonly symbol: string;
  /** What is called or defined there. */
  readonly callee: string;
  /** Units with the same one are one finding: a client's calls, a file's tools. */
  readonly group: string;
  /** The call that it is, where it is one. */
  readonly site?: Site;
}

/** Judges every live unit of a project by one rule. */
export function judgeUnits(rule: Rule, project: Project): readonly Judged[] {
  switch (rule.unit) {
    case "site":
      return project.sites
        .filter(({ live }) => live)
        .map((site) => ({ judgement: rule.judge(site, project), ...ofSite(site) }));
    case "tool":
      return project.tools
        .filter(({ live }) => live)
        .map((tool) => ({ judgement: rule.judge(tool, project), ...ofTool(tool) }));
    case "project":
      return [
        {
          judgement: rule.judge(project),
          place: project.entrypoint,
          symbol: project.root === "" ? "." : project.root,
          callee: "",
          group: "",
        },
      ];
  }
}

/** The definition of a client or an agent is where its calls are mended. */
function ofSite(site: Site): Omit<Judged, "judgement"> {
  const [definition] = site.through;
  return {
    place: placeOf(site.file, site.call),
    symbol: site.symbol,
    callee: site.path,
    site,
    group: definition ? `${definition.file.path}:${definition.call.start}` : site.symbol,
  };
}

const ofTool = ({ file, at, name, framework }: AgentTool): Omit<Judged, "judgement"> => ({
  place: placeOf(file, at),
  symbol: `${file.path}:${name}`,
  callee: framework,
  group: `${file.path}:${framework}`,
});

/** What is not as it should be: one finding per client, agent or file of tools, one for the project. */
export function findingsOf(rule: Rule, judged: readonly Judged[], isUnknown: boolean): readonly Finding[] {
  const ordinals = new Map<string, number>();
  return [...groupBy(judged, ({ group }) => group).values()].flatMap((units) => {
    const [first] = units;
    const { state, confidence, gaps, evidence } = rollUp(
      units.map(({ judgement }) => judgement),
      first.judgement,
    );
    if (state === "present" || state === "not_applicable") return [];
    const worst = units.find(({ judgement }) => judgement.state === state) ?? first;
    const identity = `${rule.code}\n${worst.symbol}\n${worst.callee}`;
    const ordinal = ordinals.get(identity) ?? 0;
    ordinals.set(identity, ordinal + 1);
    const shown = isUnknown ? "unknown" : state;
    return [
      {
        code: rule.code,
        id: rule.id,
        state: shown,
        ...worst.place,
        confidence,
        symbol: worst.symbol,
        message: messageOf(rule, shown, gaps[0] ?? evidence[0]),
        related: relatedTo(worst, units, gaps),
        fingerprint: hash("sha256", `${identity}\n${ordinal}`).slice(0, 32),
      },
    ];
  });
}

function messageOf({ title }: Rule, state: Finding["state"], because: Evidence | undefined): string {
  const said = { absent: "is missing", partial: "is only partly there", unknown: "is unknown" }[state];
  return `${title} ${said}${because ? `: ${because.why}` : ""}.`;
}

/** The other places that a finding is about. */
function relatedTo(
  { place }: Judged,
  units: readonly Judged[],
  gaps: readonly Evidence[],
): readonly Evidence[] {
  const sites = units.map((unit) => ({ ...unit.place, why: unit.judgement.gaps[0]?.why ?? unit.callee }));
  const seen = new Set([`${place.file}:${place.line}`]);
  return [...gaps, ...sites].filter(({ file, line }) => {
    const key = `${file}:${line}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
