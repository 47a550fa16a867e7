import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import type { AuditOptions } from "../../src/audit/audit.ts";
import type { AuditResult, ItemCode, State } from "../../src/audit/result.ts";
import type { Declaration } from "../../src/audit/settings/auditFile.ts";
import { auditFiles, type Files } from "./memoryTree.ts";

/** What an item must be. `unchecked` where the project is not about it and either answer would do. */
export interface ExpectedItem {
  readonly state: State | "unchecked";
  readonly provenance?: string;
  /** `path:line` of its evidence, or of a gap where there is none. */
  readonly at?: string;
  /** The least confidence. */
  readonly confidence?: number;
  /** What a gap must say is missing. */
  readonly lacks?: RegExp;
}

export type ExpectedItems = Readonly<Partial<Record<ItemCode, ExpectedItem>>>;

/** One change of one file: a replacement of a text that stands there once, or the whole text. */
export interface Edit {
  readonly file: string;
  readonly from?: string;
  readonly to?: string;
  readonly text?: string;
}

/** What the audit of some files must say. */
export interface Expectation {
  /** By project's root. */
  readonly projects: Readonly<Record<string, ExpectedItems>>;
  readonly verdict?: string;
  /** The SDKs of the live calls, where they are what it is about. */
  readonly sdks?: readonly string[];
  readonly notices: readonly string[];
  readonly today: string;
}

/** A project that was made to pin something down, and variants of it that differ in one fact. */
export interface SyntheticProject extends Expectation {
  readonly name: string;
  readonly files: Files;
  readonly declarations: readonly Declaration[];
  readonly twins: readonly (Expectation & { readonly name: string; readonly files: Files })[];
  readonly mutants: readonly HandMutant[];
}

/** A mutant that `expected.yml` describes, for what no general operator can make. */
export interface HandMutant extends Edit {
  readonly root: string;
  readonly code: ItemCode;
  readonly state: State;
  /** A text on the line of the statement that is commented out. */
  readonly comment?: string;
  /** The same, of one that is moved into a function that nobody calls. */
  readonly uncalled?: string;
  /** Whether the file is moved among the tests. */
  readonly tests?: boolean;
}

type Yaml = Readonly<Record<string, unknown>>;

const FOLDER = resolve(import.meta.dirname, "../fixtures/audit/projects");

/** All synthetic projects of the fixtures, in their order. */
export const syntheticProjects = (): readonly SyntheticProject[] =>
  readdirSync(FOLDER).toSorted().map(readProject);

function readProject(name: string): SyntheticProject {
  const folder = join(FOLDER, name);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name: file }) =>
      join(parentPath, file)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
  const files = Object.fromEntries(
    paths
      .filter((path) => path !== "expected.yml")
      .map((path) => [path, readFileSync(join(folder, path), "utf8")] as const),
  );
  const yaml = parse(readFileSync(join(folder, "expected.yml"), "utf8")) as Yaml;
  const base = expectationOf(yaml);
  return {
    ...base,
    name,
    files,
    declarations: (yaml["declarations"] ?? []) as readonly Declaration[],
    twins: Object.entries((yaml["twins"] ?? {}) as Readonly<Record<string, Yaml>>).map(
      ([twin, described]) => ({
        ...merged(base, described),
        name: twin,
        files: edited(files, described["edits"] as readonly Edit[]),
      }),
    ),
    mutants: mutantsOf((yaml["mutants"] ?? {}) as Yaml),
  };
}

function expectationOf(yaml: Yaml): Expectation {
  const projects = (yaml["projects"] ?? { ".": yaml["items"] ?? {} }) as Readonly<Record<string, Yaml>>;
  return {
    projects: Object.fromEntries(Object.entries(projects).map(([root, items]) => [root, itemsOf(items)])),
    notices: (yaml["notices"] ?? []) as readonly string[],
    today: (yaml["today"] ?? "2026-11-22") as string,
    ...(yaml["verdict"] !== undefined && { verdict: yaml["verdict"] as string }),
    ...(yaml["sdks"] !== undefined && { sdks: yaml["sdks"] as readonly string[] }),
  };
}

/** What a twin does not mention is as in the project that it is a twin of. */
function merged(base: Expectation, described: Yaml): Expectation {
  const own = expectationOf({ ...described });
  // Nothing is left to be judged where no SDK is.
  const isEmpty = own.sdks?.length === 0;
  const roots = isEmpty ? [] : Object.keys(base.projects);
  const rest = { notices: described["notices"] === undefined ? base.notices : own.notices };
  const today = described["today"] === undefined ? base.today : own.today;
  return {
    ...own,
    ...rest,
    today,
    projects: Object.fromEntries(
      roots.map((root) => [root, { ...withoutPlaces(base.projects[root] ?? {}), ...own.projects[root] }]),
    ),
  };
}

/** Lines move with an edit. */
const withoutPlaces = (items: ExpectedItems): ExpectedItems =>
  Object.fromEntries(
    Object.entries(items).map(([code, item]) => {
      const fields = Object.entries(item).filter(([field]) => field !== "at");
      return [code, Object.fromEntries(fields) as ExpectedItems[ItemCode]];
    }),
  ) as ExpectedItems;

const itemsOf = (items: Yaml): ExpectedItems =>
  Object.fromEntries(
    Object.entries(items).map(([code, value]) => {
      const { lacks, ...item } = (typeof value === "string" ? { state: value } : value) as ExpectedItem & {
        readonly lacks?: string;
      };
      return [code, { ...item, ...(lacks !== undefined && { lacks: new RegExp(lacks) }) }];
    }),
  );

function mutantsOf(yaml: Yaml): readonly HandMutant[] {
  return Object.entries(yaml).flatMap(([key, edits]) => {
    const [root, code] = key.includes("/") ? key.split("/") : [".", key];
    return (edits as readonly Omit<HandMutant, "root" | "code">[]).map((edit) => ({
      ...edit,
      root: root ?? ".",
      code: code as ItemCode,
    }));
  });
}

/** @throws an Error where a text is not there, or more than once. */
export function edited(files: Files, edits: readonly Edit[]): Files {
  const result: Record<string, string | Uint8Array> = { ...files };
  for (const { file, from, to = "", text } of edits) {
    if (text !== undefined) result[file] = text;
    if (from === undefined) continue;
    const parts = String(result[file] ?? "").split(from);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
    result[file] = parts.join(to);
  }
  return result;
}

export const auditOf = (
  files: Files,
  { declarations, today }: { readonly declarations: readonly Declaration[]; readonly today: string },
  more: Partial<AuditOptions> = {},
): Promise<AuditResult> =>
  auditFiles(files, {
    declared: {
      declarations: declarations.map((declaration) => ({ ...declaration, line: 1 })),
      declaredIn: ".flightdeck/audit.yaml",
      today,
    },
    ...more,
  });

/** What of a result is not as it must be, in lines for a person; none where all is. */
export function deviations(result: AuditResult, expected: Expectation): readonly string[] {
  const wrong: string[] = [];
  if (expected.verdict !== undefined && result.verdict !== expected.verdict)
    wrong.push(`verdict ${result.verdict} instead of ${expected.verdict}`);
  const live = result.projects.flatMap(({ callSites }) => callSites.filter((site) => site.live));
  const sdks = [...new Set(live.map(({ sdk }) => sdk))].toSorted();
  if (expected.sdks !== undefined && String(sdks) !== String(expected.sdks))
    wrong.push(`calls of ${String(sdks)} instead of ${String(expected.sdks)}`);
  const notices = result.notices.map(({ kind }) => kind).toSorted();
  if (String(notices) !== String(expected.notices.toSorted()))
    wrong.push(`notices ${String(notices)} instead of ${String(expected.notices)}`);
  for (const [root, items] of Object.entries(expected.projects)) {
    const project = result.projects.find((candidate) => candidate.root === root);
    for (const [code, item] of Object.entries(items)) {
      const found = project?.items.find((candidate) => candidate.code === code);
      const because = [...(found?.evidence ?? []), ...(found?.gaps ?? [])];
      const places = because.map(({ file, line, why }) => `${file}:${line} ${why}`);
      const complain = (what: string): void =>
        void wrong.push(`${root} ${code} ${what}\n    ${places.join("\n    ")}`);
      if (item.state === "unchecked") continue;
      if (found?.state !== item.state) {
        complain(`is ${found?.state ?? "not judged"} (${found?.confidence ?? ""}) instead of ${item.state}`);
        continue;
      }
      if (item.provenance !== undefined && found.provenance !== item.provenance)
        complain(`by ${found.provenance} instead of ${item.provenance}`);
      if (item.at !== undefined && !because.some(({ file, line }) => `${file}:${line}` === item.at))
        complain(`is not said to be at ${item.at}`);
      if (item.confidence !== undefined && found.confidence < item.confidence)
        complain(`with ${found.confidence}, which is under ${item.confidence}`);
      if (item.lacks !== undefined && !found.gaps.some(({ why }) => item.lacks?.test(why)))
        complain(`does not say that it lacks ${String(item.lacks)}`);
    }
  }
  return wrong;
}
