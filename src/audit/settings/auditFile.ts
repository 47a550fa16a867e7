import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type YAMLMap } from "yaml";
import { ITEM_CODES, type ItemCode } from "../result.ts";

/** Where a project keeps it, relative to the audited folder. */
export const AUDIT_FILE = ".flightdeck/audit.yaml";

/** What a project says about its audit. */
export interface AuditFile {
  /** Only these sources are read, as `.gitignore` writes patterns; empty for all. */
  readonly include: readonly string[];
  /** Files that are not read at all. */
  readonly exclude: readonly string[];
  /** Items that are not judged. */
  readonly off: readonly ItemCode[];
  /** Whether the code cells of notebooks are read. */
  readonly notebooks: boolean;
  readonly declarations: readonly Declaration[];
}

/** A person vouches for an item that the code does not show. */
export interface Declaration {
  readonly item: ItemCode;
  /** The root of the project that it is about; undefined for all. */
  readonly project: string | undefined;
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly expires: string;
  /** Where it stands, from 1. */
  readonly line: number;
}

export interface AuditFileProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export const NO_AUDIT_FILE: AuditFile = {
  include: [],
  exclude: [],
  off: [],
  notebooks: false,
  declarations: [],
};

/** Reads `.flightdeck/audit.yaml`. What cannot be used is a problem; nothing is guessed. */
export function readAuditFile(text: string): {
  readonly file: AuditFile;
  readonly problems: readonly AuditFileProblem[];
} {
  const reader = new Reader(text);
  const file = reader.read();
  return { file, problems: reader.problems.toSorted((a, b) => a.line - b.line) };
}

const FIELDS = ["include", "exclude", "rules", "notebooks", "declarations"] as const;
const DECLARATION_FIELDS = ["item", "project", "owner", "reason", "expires"] as const;

class Reader {
  readonly problems: AuditFileProblem[] = [];
  readonly #text: string;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    this.#text = text;
  }

  read(): AuditFile {
    const document = parseDocument(this.#text, { lineCounter: this.#lines, prettyErrors: false });
    for (const { pos, message } of document.errors) this.#problem(pos[0], message);
    if (document.errors.length > 0 || document.contents === null) return NO_AUDIT_FILE;
    const root = document.contents as Node;
    if (!isMap(root)) {
      this.#problem(root, `the file must hold the fields ${FIELDS.join(", ")}`);
      return NO_AUDIT_FILE;
    }
    this.#checkFields(root, FIELDS);
    return {
      include: this.#patterns(root, "include"),
      exclude: this.#patterns(root, "exclude"),
      off: this.#off(root),
      notebooks: this.#isOn(root, "notebooks"),
      declarations: this.#list(root, "declarations").flatMap((node) => this.#declaration(node) ?? []),
    };
  }

  #problem(at: Node | number, message: string): void {
    const offset = typeof at === "number" ? at : (at.range?.[0] ?? 0);
    this.problems.push({ line: Math.max(1, this.#lines.linePos(offset).line), message });
  }

  #checkFields(map: YAMLMap, known: readonly string[]): void {
    for (const { key } of map.items) {
      const name = isScalar(key) ? String(key.value) : "";
      if (!known.includes(name))
        this.#problem(key as Node, `there is no field ${name}; known are ${known.join(", ")}`);
    }
  }

  #list(map: YAMLMap, field: string): readonly Node[] {
    const node = map.get(field, true) as Node | undefined;
    if (node === undefined || (isScalar(node) && node.value === null)) return [];
    if (isSeq(node)) return node.items as Node[];
    this.#problem(node, `${field} must be a list`);
    return [];
  }

  #patterns(map: YAMLMap, field: string): readonly string[] {
    return this.#list(map, field).flatMap((node) => {
      if (isScalar(node) && typeof node.value === "string" && node.value.trim() !== "") return [node.value];
      this.#problem(node, `${field} takes patterns such as "src/**"`);
      return [];
    });
  }

  #off(root: YAMLMap): readonly ItemCode[] {
    const rules = root.get("rules", true) as Node | undefined;
    if (rules === undefined || (isScalar(rules) && rules.value === null)) return [];
    if (!isMap(rules)) {
      this.#problem(rules, "rules takes items with on or off, such as AR04: off");
      return [];
    }
    return rules.items.flatMap(({ key, value }) => {
      const code = this.#item(key as Node);
      const says = isScalar(value) ? value.value : undefined;
      if (![true, false, "on", "off"].includes(says as never))
        this.#problem((value ?? key) as Node, "a rule is on or off");
      return code !== undefined && (says === "off" || says === false) ? [code] : [];
    });
  }

  #isOn(root: YAMLMap, field: string): boolean {
    const node = root.get(field, true) as Node | undefined;
    if (node === undefined) return false;
    const says = isScalar(node) ? node.value : undefined;
    if (![true, false, "on", "off"].includes(says as never)) this.#problem(node, `${field} is on or off`);
    return says === true || says === "on";
  }

  #item(node: Node): ItemCode | undefined {
    const code = isScalar(node) ? ITEM_CODES.find((known) => known === node.value) : undefined;
    if (code === undefined) this.#problem(node, "an item is one of AR01 to AR10");
    return code;
  }

  #declaration(node: Node): Declaration | undefined {
    if (!isMap(node)) {
      this.#problem(node, "a declaration has the fields item, owner, reason and expires");
      return undefined;
    }
    this.#checkFields(node, DECLARATION_FIELDS);
    const itemNode = node.get("item", true) as Node | undefined;
    const item = itemNode === undefined ? this.#missing(node, "item") : this.#item(itemNode);
    const owner = this.#textOf(node, "owner");
    const reason = this.#textOf(node, "reason");
    const expires = this.#day(node);
    if (item === undefined || owner === undefined || reason === undefined || expires === undefined)
      return undefined;
    const project = node.has("project") ? this.#textOf(node, "project") : undefined;
    return { item, project, owner, reason, expires, line: this.#lines.linePos(node.range?.[0] ?? 0).line };
  }

  #missing(node: Node, field: string): undefined {
    this.#problem(node, `the declaration has no ${field}`);
    return undefined;
  }

  #textOf(map: YAMLMap, field: string): string | undefined {
    const node = map.get(field, true) as Node | undefined;
    if (node === undefined) return this.#missing(map, field);
    if (isScalar(node) && typeof node.value === "string" && node.value.trim() !== "")
      return node.value.trim();
    this.#problem(node, `${field} must be a text`);
    return undefined;
  }

  #day(map: YAMLMap): string | undefined {
    const text = this.#textOf(map, "expires");
    if (text === undefined || isDay(text)) return text;
    this.#problem(map.get("expires", true) as Node, "expires takes a day such as 2027-06-30");
    return undefined;
  }
}

/** Whether a text is a day that the calendar has. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
