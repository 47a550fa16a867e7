/** The checklist as its report page shows it: plain words, one folder's projects after another. */
export interface ChecklistReport {
  readonly projects: readonly ReportProject[];
  /** What was read and what was skipped. */
  readonly files: string;
  /** Why there is nothing to show, where no project can be judged. */
  readonly nothing: string;
  /** What the audit wants to say about itself: mistakes in its file, declarations that ended. */
  readonly notices: readonly ReportPlace[];
}

export interface ReportProject {
  readonly folder: string;
  /** Relative to the folder; `.` for itself. */
  readonly root: string;
  readonly name: string;
  readonly frameworks: readonly string[];
  /** The honest sentence: “7 of 10 present (1 by default of the library), 1 partial, 2 absent.” */
  readonly sentence: string;
  readonly groups: readonly ReportGroup[];
}

export interface ReportGroup {
  readonly title: string;
  readonly items: readonly ReportItem[];
}

export type ReportState = "present" | "partial" | "absent" | "not_applicable" | "unknown";

export interface ReportItem {
  readonly code: string;
  readonly title: string;
  readonly state: ReportState;
  /** The state in words. */
  readonly says: string;
  /** “proven”, “likely”; empty where nothing is claimed. */
  readonly sure: string;
  /** “seen in code”, “default of the library”; empty where nothing is proved. */
  readonly proved: string;
  readonly evidence: readonly ReportPlace[];
  /** Empty where nothing is to be done. */
  readonly gaps: readonly ReportPlace[];
  readonly wants: string;
  readonly toDo: string;
  readonly searched: string;
  /** Whether something can be done about it. */
  readonly open: boolean;
}

/** A line of a file, and why it is named. */
export interface ReportPlace {
  readonly folder: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly why: string;
  /** The received trace that shows it. */
  readonly trace?: string;
}
