import type { NewDeclaration } from "./fixes/declare.ts";
import type { Fix } from "./fixes/fix.ts";
import type { ReportFormat } from "./report/render.ts";
import type { AuditResult, ItemCode } from "./result.ts";
import type { RuleText } from "./rules/rule.ts";
import type { Observation } from "./runtime/observation.ts";
import type { AuditFileProblem } from "./settings/auditFile.ts";

/** What the editor asks of the audit's worker thread. One audit at a time; ending the thread cancels it. */
export type ToAudit =
  | {
      readonly type: "audit";
      readonly id: number;
      readonly folder: string;
      readonly today: string;
      /** What the folder's own processes were seen doing. */
      readonly observations: readonly Observation[];
      /** The other folders of the window: what ran in a container may be theirs. */
      readonly others: readonly string[];
    }
  | {
      readonly type: "render";
      readonly id: number;
      readonly result: AuditResult;
      readonly format: ReportFormat;
    }
  | ({ readonly type: "fixes"; readonly id: number; readonly folder: string } & FixQuestion)
  | {
      readonly type: "declare";
      readonly id: number;
      readonly folder: string;
      readonly declaration: NewDeclaration;
    };

/** The finding that something is to be done about. */
export interface FixQuestion {
  readonly root: string;
  readonly code: ItemCode;
  /** Where it stands; the first one of the item where it is left out. */
  readonly at?: { readonly file: string; readonly line: number } | undefined;
}

/** What it answers. */
export type FromAudit =
  | { readonly type: "progress"; readonly id: number; readonly done: number; readonly all: number }
  | { readonly type: "audited"; readonly id: number; readonly audited: Audited }
  | { readonly type: "rendered"; readonly id: number; readonly text: string }
  | { readonly type: "fixes"; readonly id: number; readonly fixes: readonly Fix[] }
  | { readonly type: "failed"; readonly id: number; readonly message: string };

/** One folder's audit, with what the pages need to explain it. */
export interface Audited {
  readonly folder: string;
  readonly result: AuditResult;
  /** One sentence: verdict and counts. */
  readonly summary: string;
  readonly checklist: readonly RuleText[];
  /** What is wrong in the folder's `.flightdeck/audit.yaml`, which then counts for nothing. */
  readonly problems: readonly AuditFileProblem[];
}
