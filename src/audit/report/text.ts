import { CATEGORIES, CATEGORY_TITLES } from "../../core/checklist.ts";
import type { AuditResult, Evidence, ItemResult, ProjectResult, State } from "../result.ts";
import { count, filesText, HOW_TO_ACCEPT, isLive, ruleOf, STATE_SIGNS, stateText, summary } from "./words.ts";

export type Style = "green" | "red" | "yellow" | "cyan" | "dim" | "bold";

export interface TextOptions {
  readonly paint: (style: Style, text: string) => string;
  /** Makes what stands in files harmless for a terminal. */
  readonly clean: (text: string) => string;
}

const STYLES: Readonly<Record<State, Style>> = {
  present: "green",
  partial: "yellow",
  absent: "red",
  not_applicable: "dim",
  unknown: "cyan",
};

/** How many places are shown of one item. */
const MOST_PLACES = 5;

/** The checklist for a person at a terminal. */
export function textReport(result: AuditResult, options: TextOptions): string {
  const { paint, clean } = options;
  const projects = result.projects.filter(isLive);
  const failed = projects.some(({ items }) => items.some(({ findings }) => findings.length > 0));
  const notices = result.notices.map(({ file, line, message }) =>
    paint("yellow", clean(`${file}:${line} ${message}`)),
  );
  return [
    ...projects.map((project) => projectText(project, options)),
    ...(notices.length > 0 ? [`${notices.join("\n")}\n`] : []),
    ...(failed ? [paint("dim", `${HOW_TO_ACCEPT}\n`)] : []),
    `${paint("bold", summary(result))} ${filesText(result)}\n`,
  ].join("\n");
}

function projectText(project: ProjectResult, options: TextOptions): string {
  const { paint, clean } = options;
  const calls = project.callSites.filter(({ live }) => live).length;
  const head = `${paint("bold", clean(project.root))} · ${clean(project.frameworks.join(", "))} · ${count(calls, "live model call")}`;
  const categories = CATEGORIES.flatMap((category) => {
    const items = project.items.filter(({ code }) => ruleOf(code).category === category);
    return items.length === 0
      ? []
      : [`\n${paint("bold", CATEGORY_TITLES[category])}`, ...items.map((item) => itemText(item, options))];
  });
  return `${[head, ...categories].join("\n")}\n`;
}

function itemText(item: ItemResult, { paint, clean }: TextOptions): string {
  const rule = ruleOf(item.code);
  const isGood = item.findings.length === 0;
  const head = `  ${paint(STYLES[item.state], STATE_SIGNS[item.state])} ${item.code} ${rule.title}: ${paint(STYLES[item.state], stateText(item))}`;
  const places = [...item.evidence, ...(isGood ? [] : item.gaps)];
  const shown = places.slice(0, MOST_PLACES).map((place) => `      ${clean(placeText(place))}`);
  const more = places.length > MOST_PLACES ? [`      … and ${places.length - MOST_PLACES} more`] : [];
  const help = isGood
    ? []
    : [paint("dim", `      Looked at: ${rule.searched}.`), `      ${paint("cyan", "To do:")} ${rule.fix}`];
  return [head, ...shown, ...more, ...help].join("\n");
}

const placeText = ({ file, line, why }: Evidence): string =>
  `${file}:${line}  ${why.replaceAll(/\s+/g, " ")}`;
