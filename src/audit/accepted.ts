import type { Judged } from "./findings.ts";
import type { Suppression } from "./facts/facts.ts";
import { roleOf } from "./project/paths.ts";
import type { Loaded } from "./project/load.ts";
import { ITEM_CODES, type ItemCode, type Judgement, type Notice, type State } from "./result.ts";
import type { RolledUp } from "./rollup.ts";
import type { Rule } from "./rules/rule.ts";
import type { Declaration } from "./settings/auditFile.ts";

interface InFile {
  readonly file: string;
  readonly suppression: Suppression;
}

/** What of it accepted something while one project was judged. */
export interface Used {
  readonly suppressions: readonly object[];
  /** Their places in the list. */
  readonly declarations: readonly number[];
}

/** What people have accepted, in comments and declarations, and whether any of it still accepts something. */
export class Accepted {
  readonly #suppressions: readonly InFile[];
  readonly #declarations: readonly Declaration[];
  readonly #today: string;
  readonly #declaredIn: string;
  /** Those that hold suppressions. */
  readonly #files: ReadonlySet<string>;
  #used = new Set<object>();

  constructor(
    { files }: Loaded,
    options: {
      readonly declarations: readonly Declaration[];
      readonly today: string;
      readonly declaredIn: string;
    },
  ) {
    // What stands in tests is never judged, so nothing there accepts anything.
    const judged = [...files.values()].filter(({ path }) => roleOf(path) !== "test");
    this.#suppressions = judged.flatMap(({ path, suppressions }) =>
      suppressions.map((suppression) => ({ file: path, suppression })),
    );
    this.#files = new Set(this.#suppressions.map(({ file }) => file));
    this.#declarations = options.declarations;
    this.#today = options.today;
    this.#declaredIn = options.declaredIn;
  }

  /** Says what was used while something was judged. */
  during<T>(judge: () => T): { readonly value: T; readonly used: Used } {
    const before = this.#used;
    this.#used = new Set();
    const value = judge();
    const now = [...this.#used];
    this.#used = before;
    for (const one of now) before.add(one);
    const indexes = now.map((one) => this.#declarations.findIndex((declaration) => declaration === one));
    return {
      value,
      used: {
        suppressions: now.filter((_, at) => indexes[at] === -1),
        declarations: indexes.filter((index) => index !== -1),
      },
    };
  }

  /** What was used when a project was judged before is used again, because nothing of it has changed. */
  useAgain({ suppressions, declarations }: Used): void {
    for (const one of suppressions) this.#used.add(one);
    for (const index of declarations) {
      const declaration = this.#declarations[index];
      if (declaration !== undefined) this.#used.add(declaration);
    }
  }

  /** A unit whose finding is suppressed where it stands, or where the gap is, does not count. */
  unit({ code, id }: Rule, judged: Judged): Judged {
    const { judgement, place } = judged;
    if (!fails(judgement.state)) return judged;
    const places = [place, ...judgement.gaps].filter(({ file }) => this.#files.has(file));
    if (places.length === 0) return judged;
    const found = this.#suppressions.find(
      ({ file, suppression }) =>
        suppression.reason !== "" &&
        suppression.codes.some((name) => name === code || name === id) &&
        places.some((at) => at.file === file && suppression.appliesTo.includes(at.line)),
    );
    if (found === undefined) return judged;
    this.#used.add(found.suppression);
    const why = `accepted here: ${found.suppression.reason}`;
    return {
      ...judged,
      judgement: declared("not_applicable", { file: found.file, line: found.suppression.line, why }),
    };
  }

  /**
   * An item that a person vouches for is present, and said to be declared. Where received spans show it, the declaration
   * stands beside them: the next machine has no spans.
   * @param byCode what the item comes to without received spans.
   */
  item({ code }: Pick<Rule, "code">, root: string, rolled: RolledUp, byCode: RolledUp): RolledUp {
    if (!fails(byCode.state)) return rolled;
    const found = this.#declarations.find(
      ({ item, project, expires }) =>
        item === code && (project === undefined || project === root) && expires >= this.#today,
    );
    if (found === undefined) return rolled;
    this.#used.add(found);
    const why = `declared by ${found.owner} until ${found.expires}: ${found.reason}`;
    const because = { file: this.#declaredIn, line: found.line, why };
    if (!fails(rolled.state)) return { ...rolled, evidence: [...rolled.evidence, because] };
    const judgement = declared("present", because);
    const seen = rolled.evidence.filter(({ trace }) => trace !== undefined);
    return { ...judgement, evidence: [...judgement.evidence, ...seen], units: rolled.units };
  }

  /** What accepts nothing (any more), or cannot be understood. */
  notices(rules: readonly Rule[]): readonly Notice[] {
    const judged = new Set<string>(rules.flatMap(({ code, id }) => [code, id]));
    return [
      ...this.#suppressions.flatMap((found) => this.#aboutSuppression(found, judged)),
      ...this.#declarations.flatMap((found) => this.#aboutDeclaration(found, judged)),
    ];
  }

  #aboutSuppression({ file, suppression }: InFile, judged: ReadonlySet<string>): readonly Notice[] {
    const { line, codes, reason } = suppression;
    const known = codes.filter((code) => ITEM_CODES.includes(code as ItemCode) || code.includes("/"));
    if (known.length < codes.length || codes.length === 0)
      return [
        {
          kind: "unknown_rule",
          file,
          line,
          message: `There is no rule ${codes.join(", ") || "named here"}.`,
        },
      ];
    if (reason === "")
      return [
        {
          kind: "suppression_without_reason",
          file,
          line,
          message: "Say after -- why this is accepted; until then it accepts nothing.",
        },
      ];
    const isUnused = !this.#used.has(suppression) && codes.every((code) => judged.has(code));
    return isUnused
      ? [
          {
            kind: "unused_suppression",
            file,
            line,
            message: `Nothing is found here for ${codes.join(", ")}.`,
          },
        ]
      : [];
  }

  #aboutDeclaration(declaration: Declaration, judged: ReadonlySet<string>): readonly Notice[] {
    const { item, owner, expires, line } = declaration;
    const place = { file: this.#declaredIn, line };
    if (expires < this.#today)
      return [
        {
          kind: "expired_declaration",
          ...place,
          message: `What ${owner} declared for ${item} ended on ${expires}.`,
        },
      ];
    if (this.#used.has(declaration) || !judged.has(item)) return [];
    return [
      {
        kind: "unused_declaration",
        ...place,
        message: `The declaration for ${item} is not needed: the code shows it, or there is no such project.`,
      },
    ];
  }
}

const fails = (state: State): boolean => state !== "present" && state !== "not_applicable";

const declared = (state: State, because: Judgement["evidence"][number]): Judgement => ({
  state,
  provenance: "declared",
  confidence: 1,
  evidence: [because],
  gaps: [],
});
