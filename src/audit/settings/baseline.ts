import type { AuditResult, Finding, ItemCode, State } from "../result.ts";

/** Findings that were there when the audit was adopted: they are shown, but fail nothing. */
export interface Baseline {
  /** By fingerprint. */
  readonly known: ReadonlyMap<string, State>;
}

interface Entry {
  readonly fingerprint: string;
  readonly code: ItemCode;
  readonly state: State;
  /** For a person who reads the file. */
  readonly symbol: string;
}

const VERSION = 1;

export function writeBaseline(result: AuditResult): string {
  const findings: readonly Entry[] = findingsOf(result).map(({ fingerprint, code, state, symbol }) => ({
    fingerprint,
    code,
    state,
    symbol,
  }));
  return `${JSON.stringify({ version: VERSION, findings }, undefined, 2)}\n`;
}

/** @throws an Error that says what is wrong with the text. */
export function readBaseline(text: string): Baseline {
  const json: unknown = JSON.parse(text);
  const { version, findings } = (typeof json === "object" ? (json ?? {}) : {}) as Record<string, unknown>;
  if (version !== VERSION || !Array.isArray(findings))
    throw new Error("it is no baseline of this version; write it anew with --write-baseline");
  return {
    known: new Map((findings as readonly Entry[]).map(({ fingerprint, state }) => [fingerprint, state])),
  };
}

/** Whether a finding was there before, and no better than now. */
export function isKnown({ known }: Baseline, { fingerprint, state }: Finding): boolean {
  const before = known.get(fingerprint);
  return before !== undefined && (before === state || before === "absent");
}

export const findingsOf = ({ projects }: AuditResult): readonly Finding[] =>
  projects.flatMap(({ items }) => items.flatMap(({ findings }) => findings));
