import { LineCounter, parseDocument, type Document, type YAMLError } from "yaml";
import type { AgentProblem, AgentSource } from "../core/agent.ts";
import { agentField, spellingIn } from "../core/agentFields.ts";

/** Where a field stands: its line in the file, and the key as written. */
interface Place {
  readonly line: number;
  readonly key: string;
}

/**
 * The frontmatter's fields, read with the types that we expect; whatever else is there is ignored. A
 * field that is spelled as another dialect does counts all the same, and is a problem with its mending:
 * a limit must not vanish because of a hyphen.
 */
export class Frontmatter {
  readonly problems: AgentProblem[] = [];
  readonly broken: boolean;
  readonly #source: AgentSource;
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #places: ReadonlyMap<string, Place>;

  constructor(yaml: string, source: AgentSource) {
    this.#source = source;
    const counter = new LineCounter();
    const document = parseDocument(yaml, { lineCounter: counter, prettyErrors: false });
    for (const error of document.errors) this.#yamlProblem(error, counter);
    const value = document.errors.length > 0 ? {} : this.#toValue(document);
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isMap) this.#report(1, "The frontmatter must be a list of fields such as name: reviewer.");
    this.broken = this.problems.length > 0;
    const lines = fieldLines(yaml);
    const fields = new Map<string, unknown>();
    const places = new Map<string, Place>();
    for (const [key, of] of Object.entries(isMap ? value : {})) {
      const field = agentField(key);
      if (field === undefined) continue;
      const spelled = spellingIn(field, source.dialect);
      const place = { line: lines.get(key) ?? 0, key };
      if (key !== spelled) this.#misspelled(place, spelled);
      if (key !== spelled && fields.has(field.name)) continue;
      fields.set(field.name, of);
      places.set(field.name, place);
    }
    this.#values = fields;
    this.#places = places;
  }

  /** What stands there, by our own name of the field; undefined where nothing does. */
  value(name: string): unknown {
    return this.#values.get(name) ?? undefined;
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    this.report(name, `${name} must be a text.`);
    return undefined;
  }

  /** A list, or one text with commas, such as `Read, Bash(git diff:*, git log:*)`. */
  names(name: string): readonly string[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const items: unknown[] =
      typeof value === "string" ? value.split(/,(?![^(]{0,200}\))/) : Array.isArray(value) ? value : [value];
    if (!items.every((item) => typeof item === "string")) {
      this.report(name, `${name} must be a list of names.`);
      return undefined;
    }
    return items.map((item) => item.trim()).filter((item) => item !== "");
  }

  count(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
    this.report(name, `${name} must be a whole number above 0.`);
    return undefined;
  }

  /** A problem in a field's line. */
  report(field: string, message: string, severity?: "warning"): void {
    this.#report(this.#places.get(field)?.line ?? 0, message, severity);
  }

  #report(line: number, message: string, severity?: "warning"): void {
    this.problems.push({
      path: this.#source.path,
      line,
      column: 0,
      message,
      ...(severity && { severity }),
    });
  }

  #misspelled({ line, key }: Place, spelled: string): void {
    this.problems.push({
      path: this.#source.path,
      line,
      column: 0,
      endColumn: key.length,
      severity: "warning",
      message: `${key} is spelled ${spelled} in this kind of agent file. It is read all the same here.`,
      replacement: spelled,
    });
  }

  /** @returns the frontmatter's value; an empty one has no fields. */
  #toValue(document: Document): unknown {
    try {
      return document.toJS({ maxAliasCount: 20 }) ?? {};
    } catch (error) {
      this.#report(1, `The frontmatter is not valid YAML: ${(error as Error).message}`);
      return {};
    }
  }

  #yamlProblem(error: YAMLError, counter: LineCounter): void {
    const { line, col } = counter.linePos(error.pos[0]);
    // Positions count from 1, and the frontmatter begins on the file's second line.
    const message = `The frontmatter is not valid YAML: ${error.message}`;
    this.problems.push({ path: this.#source.path, line, column: col - 1, message });
  }
}

/** The file's line of each top-level field. */
function fieldLines(yaml: string): ReadonlyMap<string, number> {
  const found = yaml
    .split("\n")
    .map((line, index) => [/^([\w-]+)\s*:/.exec(line)?.[1] ?? "", index + 1] as const);
  return new Map(found.filter(([field]) => field !== ""));
}
