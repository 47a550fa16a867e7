import type { AgentTool, Project, Site } from "../project/project.ts";
import type { ItemCode, Judgement } from "../result.ts";

export type Category = "cost" | "observability" | "safety" | "state" | "reliability";

/** One item of the checklist: what counts, why, how to mend it, and how it is judged. A rule is a file of its own. */
export type Rule = RuleText &
  (
    | { readonly unit: "site"; judge(site: Site, project: Project): Judgement }
    | { readonly unit: "tool"; judge(tool: AgentTool, project: Project): Judgement }
    | { readonly unit: "project"; judge(project: Project): Judgement }
  );

export interface RuleText {
  readonly code: ItemCode;
  /** `cost/per-request-cost-logged`. */
  readonly id: string;
  readonly title: string;
  readonly category: Category;
  /** One sentence: what the audit wants to see. */
  readonly wants: string;
  /** Why a project in production needs it. */
  readonly why: string;
  /** What counts as present, and what only as partial. */
  readonly counts: { readonly present: readonly string[]; readonly partial: readonly string[] };
  /** How to mend it, in a sentence or two. */
  readonly fix: string;
  readonly examples: { readonly good: readonly Example[]; readonly bad: readonly Example[] };
  /** What the audit looks at, for a person who doubts. */
  readonly searched: string;
}

export interface Example {
  readonly language: "python" | "typescript" | "yaml";
  readonly code: string;
}
