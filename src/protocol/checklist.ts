import type { ChecklistReport } from "../views/checklistReport.ts";

/** How far an audit has come. */
export interface AuditProgress {
  readonly done: number;
  /** Zero until the files are counted. */
  readonly all: number;
}

/** What the report page shows: the newest report, and the audit that runs now. */
export interface ChecklistShown {
  readonly report?: ChecklistReport | undefined;
  readonly running?: AuditProgress | undefined;
}

/** A file of an audited folder. */
export interface PlaceArgs {
  readonly folder: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** An item of a project. */
export interface ItemArgs {
  readonly folder: string;
  readonly root: string;
  readonly code: string;
}

export interface ChecklistContract {
  readonly requests: {
    /** The newest report. Where nothing was audited yet, an audit begins. */
    open: { args: undefined; result: ChecklistShown };
    run: { args: undefined; result: void };
    cancel: { args: undefined; result: void };
    openPlace: { args: PlaceArgs; result: void };
    /** The received trace that shows something. */
    openTrace: { args: { readonly trace: string }; result: void };
    /** Lets the person pick a fix and shows what it would change. */
    fix: { args: ItemArgs; result: void };
    /** The page that explains an item. */
    explain: { args: { readonly code: string }; result: void };
    export: { args: { readonly format: "markdown" | "html" }; result: void };
  };
  readonly news:
    | { readonly type: "shown"; readonly shown: ChecklistShown }
    | ({ readonly type: "progress" } & AuditProgress);
}
