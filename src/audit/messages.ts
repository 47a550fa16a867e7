import type { ReportFormat } from "./report/render.ts";
import type { AuditResult } from "./result.ts";
import type { RuleText } from "./rules/rule.ts";
import type { AuditFileProblem } from "./settings/auditFile.ts";

/** What the editor asks of the audit's worker thread. One audit at a time; ending the thread cancels it. */
export type ToAudit =
  | { readonly type: "audit"; readonly id: number; readonly folder: string; readonly today: string }
  | {
      readonly type: "render";
      readonly id: number;
      readonly result: AuditResult;
      readonly format: ReportFormat;
    };

/** What it answers. */
export type FromAudit =
  | { readonly type: "progress"; readonly id: number; readonly done: number; readonly all: number }
  | { readonly type: "audited"; readonly id: number; readonly audited: Audited }
  | { readonly type: "rendered"; readonly id: number; readonly text: string }
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
