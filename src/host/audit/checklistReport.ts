import type { Audited } from "../../audit/messages.ts";
import type { Evidence, ItemResult, ProjectResult, Provenance, State } from "../../audit/result.ts";
import { CATEGORIES, CATEGORY_TITLES, PROVEN, STATE_WORDS } from "../../core/checklist.ts";
import type {
  ChecklistReport,
  ReportGroup,
  ReportItem,
  ReportPlace,
  ReportProject,
} from "../../views/checklistReport.ts";
import { CONFIGURATION_FILE, isOpen, isShown, nameOf } from "./checklistWords.ts";

/** All audited folders as one report. */
export function reportOf(all: readonly Audited[]): ChecklistReport {
  const projects = all.flatMap((audited) =>
    audited.result.projects.filter(isShown).map((project) => projectOf(audited, project)),
  );
  return {
    projects,
    files: all.map(filesOf).join(" "),
    nothing: projects.length > 0 ? "" : all.map(({ summary }) => summary).join(" "),
    notices: all.flatMap((audited) => noticesOf(audited)),
  };
}

function projectOf(audited: Audited, project: ProjectResult): ReportProject {
  const { root, frameworks, items } = project;
  return {
    folder: audited.folder,
    root,
    name: nameOf(audited, root),
    frameworks,
    sentence: sentenceOf(items),
    groups: CATEGORIES.map((category): ReportGroup => {
      const codes = new Map(
        audited.checklist.filter((rule) => rule.category === category).map((rule) => [rule.code, rule]),
      );
      return {
        title: CATEGORY_TITLES[category],
        items: items.flatMap((item) => itemOf(audited, item, codes.get(item.code)) ?? []),
      };
    }).filter((group) => group.items.length > 0),
  };
}

function itemOf(
  audited: Audited,
  item: ItemResult,
  rule: Audited["checklist"][number] | undefined,
): ReportItem | undefined {
  if (rule === undefined) return undefined;
  const { state, provenance, confidence, evidence, gaps } = item;
  const isDeclared = provenance === "declared";
  return {
    code: item.code,
    title: rule.title,
    state,
    says: STATE_WORDS[state],
    sure: state === "unknown" || isDeclared ? "" : confidence >= PROVEN ? "proven" : "likely",
    proved: PROVED[provenance],
    evidence: evidence.map((place) => placeOf(audited, place)),
    gaps: isOpen(item) ? gaps.map((place) => placeOf(audited, place)) : [],
    wants: rule.wants,
    toDo: isOpen(item) ? rule.fix : "",
    searched: rule.searched,
    open: isOpen(item),
  };
}

const PROVED: Readonly<Record<Provenance, string>> = {
  explicit: "seen in code",
  default: "default of the library",
  config: "configuration",
  runtime: "seen running",
  declared: "declared",
  none: "",
};

const inState =
  (state: State) =>
  (item: ItemResult): boolean =>
    item.state === state && item.provenance !== "declared";

/** How many items are in which state, and how the present ones were proved. No score. */
export function sentenceOf(items: readonly ItemResult[]): string {
  const count = (wanted: (item: ItemResult) => boolean): number => items.filter(wanted).length;
  const byDefault = count((item) => item.state === "present" && item.provenance === "default");
  const running = count((item) => item.state === "present" && item.provenance === "runtime");
  const how = [
    ...(byDefault > 0 ? [`${byDefault} by default of the library`] : []),
    ...(running > 0 ? [`${running} seen running`] : []),
  ];
  const others = [
    [count(({ provenance }) => provenance === "declared"), "declared"],
    [count(inState("partial")), "partial"],
    [count(inState("absent")), "absent"],
    [count(inState("unknown")), "unknown"],
    [count(inState("not_applicable")), "not applicable"],
  ] as const;
  const present = `${count(inState("present"))} of ${items.length} present`;
  return `${[
    how.length > 0 ? `${present} (${how.join(", ")})` : present,
    ...others.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`),
  ].join(", ")}.`;
}

const placeOf = ({ folder }: Audited, { file, line, why, trace }: Evidence): ReportPlace => ({
  folder,
  file,
  line,
  why,
  ...(trace && { trace }),
});

const noticesOf = (audited: Audited): readonly ReportPlace[] => [
  ...audited.problems.map(({ line, message }) =>
    placeOf(audited, {
      file: CONFIGURATION_FILE,
      line,
      why: `${message}. Until it is mended, the file counts for nothing.`,
    }),
  ),
  ...audited.result.notices.map(({ file, line, message }) => placeOf(audited, { file, line, why: message })),
];

/** “42 files read, 3 skipped (2 minified, 1 too large).” */
function filesOf({ result: { files } }: Audited): string {
  const skipped = files.skipped + files.failed;
  const why = files.reasons.map(({ reason, count }) => `${count} ${reason}`).join(", ");
  return `${files.parsed} ${files.parsed === 1 ? "file" : "files"} read${skipped > 0 ? `, ${skipped} skipped (${why})` : ""}.`;
}
