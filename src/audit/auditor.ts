import type { SourceTree } from "../core/sourceTree.ts";
import { audit } from "./audit.ts";
import { AuditCache } from "./cache.ts";
import type { Fix } from "./fixes/fix.ts";
import { fixesFor } from "./fixes/fixes.ts";
import type { FixQuestion } from "./messages.ts";
import type { AuditResult } from "./result.ts";
import { RULES } from "./rules/index.ts";
import type { Rule, RuleText } from "./rules/rule.ts";
import type { Observation } from "./runtime/observation.ts";
import type { AuditFile } from "./settings/auditFile.ts";
import { selectedTree } from "./settings/selectedTree.ts";
import { SourceParser } from "./syntax/parser.ts";

export { declareIn } from "./fixes/declare.ts";
export { renderReport, type ReportFormat } from "./report/render.ts";
export { summary } from "./report/words.ts";
export { combine, relocate } from "./report/relocate.ts";
export { decide, type Decision, type Threshold } from "./decision.ts";
export { AUDIT_FILE, NO_AUDIT_FILE, readAuditFile } from "./settings/auditFile.ts";
export { readBaseline, writeBaseline } from "./settings/baseline.ts";

export interface AuditRequest {
  readonly tree: SourceTree;
  readonly file: AuditFile;
  /** The path of `file`, relative to the tree. */
  readonly declaredIn: string;
  /** Codes or ids of the rules to judge by; empty for all. */
  readonly only: readonly string[];
  /** `YYYY-MM-DD`, by which declarations expire. */
  readonly today: string;
  /** What the project's own processes were seen doing. */
  readonly observations?: readonly Observation[];
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, all: number) => void;
}

/** The audit with its grammars loaded; what it has read once it reads again only when it has changed. */
export class Auditor {
  readonly #parser: SourceParser;
  readonly #cache = new AuditCache();

  private constructor(parser: SourceParser) {
    this.#parser = parser;
  }

  /** @param folder where the grammars lie. */
  static async load(folder: string, read: (name: string) => Promise<Uint8Array>): Promise<Auditor> {
    return new Auditor(await SourceParser.load(folder, read));
  }

  /** @throws an AbortError when the signal fires. */
  audit(request: AuditRequest): Promise<AuditResult> {
    const { tree, file, declaredIn, only, today, observations, signal, progress } = request;
    return audit({
      tree: selectedTree(tree, file),
      parser: this.#parser,
      rules: selectRules(only).filter(({ code }) => !file.off.includes(code)),
      declared: { declarations: file.declarations, declaredIn, today },
      cache: this.#cache,
      notebooks: file.notebooks,
      ...(observations && { observations }),
      ...(signal && { signal }),
      ...(progress && { progress }),
    });
  }

  /** What can be done about a finding; each is tried before it is offered. */
  fixes({
    tree,
    file,
    ...question
  }: FixQuestion & Pick<AuditRequest, "tree" | "file">): Promise<readonly Fix[]> {
    const { root, code, at } = question;
    return fixesFor({
      tree: selectedTree(tree, file),
      parser: this.#parser,
      cache: this.#cache,
      root,
      code,
      ...(at && { at }),
    });
  }
}

/** The rules of some codes or ids, all of them for none. */
const selectRules = (names: readonly string[]): readonly Rule[] =>
  RULES.filter(({ code, id }) => names.length === 0 || names.includes(code) || names.includes(id));

/** The rules' texts, without what judges. */
export const checklist = (): readonly RuleText[] =>
  RULES.map(({ code, id, title, category, wants, why, counts, fix, examples, searched }) => ({
    code,
    id,
    title,
    category,
    wants,
    why,
    counts,
    fix,
    examples,
    searched,
  }));

/** The names among some that are no rule's. */
export const unknownRules = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !RULES.some(({ code, id }) => name === code || name === id));
