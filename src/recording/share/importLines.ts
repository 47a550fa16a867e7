import type { BlobId, Ids, SessionId } from "../../core/ids.ts";
import type { LineBody, RecordedLine, SessionHeader, ToolRecord } from "../../core/lines.ts";
import type { EpochMs } from "../../core/units.ts";
import type { Redactor } from "../redaction.ts";
import type { BundleHead } from "./bundle.ts";
import { cleaned } from "./cleaner.ts";
import { NewIds } from "./newIds.ts";
import { isWellShaped } from "./shape.ts";

export interface ImportLinesOptions {
  readonly ids: Ids;
  readonly redactor: Redactor;
  /** Side files of the bundle that are what their names say. */
  readonly files: ReadonlySet<BlobId>;
  readonly head: BundleHead | undefined;
  /** Now. */
  readonly at: EpochMs;
}

/** What was left out of somebody else's lines. */
export interface LeftOutLines {
  /** Not of the shape that their type promises. */
  malformed: number;
  /** Out of order, or there twice. */
  misplaced: number;
  /** Numbers that no line has. */
  missing: number;
  sideFiles: number;
  secrets: number;
}

/**
 * Makes lines of ours of somebody else's, one after the other. Nothing in them is believed: ids are minted anew, no
 * path is kept that anything could be read from or written to, what a person had allowed or called harmless there
 * counts for nothing here, and the session is tainted from its beginning.
 */
export class ImportLines {
  readonly leftOut: LeftOutLines = { malformed: 0, misplaced: 0, missing: 0, sideFiles: 0, secrets: 0 };
  readonly #options: ImportLinesOptions;
  readonly #ids: NewIds;
  #next = 0;
  #begun = false;

  constructor(options: ImportLinesOptions) {
    this.#options = options;
    this.#ids = new NewIds(options.ids);
  }

  /** When the recording is taken in. */
  get at(): EpochMs {
    return this.#options.at;
  }

  get session(): SessionId {
    return this.#ids.session;
  }

  /** Undefined where the line is left out. */
  take(line: RecordedLine): LineBody | undefined {
    if (line.seq < this.#next) {
      this.leftOut.misplaced++;
      return undefined;
    }
    this.leftOut.missing += line.seq - this.#next;
    this.#next = line.seq + 1;
    const isBeginning = line.type === "session";
    // A second beginning would make another session of what follows; before the first one nothing can stand.
    if (!isWellShaped(line) || isBeginning === this.#begun) {
      this.leftOut.malformed++;
      return undefined;
    }
    this.#begun = true;
    const body = this.#harmless(line);
    if (body === undefined) return undefined;
    const { value, count } = cleaned(body.data, this.#options.redactor);
    this.leftOut.secrets += count;
    // Only texts changed.
    return this.#ids.of({ type: body.type, data: value } as LineBody);
  }

  #harmless(line: RecordedLine): LineBody | undefined {
    if (line.type === "session") return { type: "session", data: this.#header(line.data) };
    if (line.type === "tool") return { type: "tool", data: this.#tool(line.data) };
    const isVoid = line.type === "input" && (line.data.act === "clear_taint" || line.data.act === "undo");
    return isVoid ? undefined : line;
  }

  #header(header: SessionHeader): SessionHeader {
    const { parent: _parent, fork: _fork, agent, ...kept } = header;
    const { head, at } = this.#options;
    return {
      ...kept,
      agent: { name: agent.name, text: agent.text },
      imported: { at, ...(head && { engine: head.engine, exported: head.exported }) },
      taint: [{ kind: "import", where: header.title }, ...(header.taint ?? [])],
    };
  }

  /** What a tool changed lay on another disk; undoing it here would write that into this one. */
  #tool({ changes: _changes, full, ...tool }: ToolRecord): ToolRecord {
    if (full === undefined) return tool;
    if (this.#options.files.has(full.blob)) return { ...tool, full };
    this.leftOut.sideFiles++;
    return tool;
  }
}
