import { createHash } from "node:crypto";
import { FlightdeckError } from "../../core/failure.ts";
import type { BlobId } from "../../core/ids.ts";
import type { RecordedLine } from "../../core/lines.ts";
import { encodeLine } from "../format.ts";
import type { ReadItem } from "../reader.ts";
import type { Redactor } from "../redaction.ts";
import { fileLine, headLine, type BundleHead } from "./bundle.ts";
import { cleaned } from "./cleaner.ts";

/** A recording as an export reads it, as often as it likes. */
export interface ExportSource {
  readonly head: BundleHead;
  readonly read: () => AsyncIterable<ReadItem>;
  /** A side file's bytes; undefined where it is missing or is not what its name says. */
  readonly blob: (id: BlobId) => Promise<Uint8Array | undefined>;
}

/** What an export holds and what was taken out of it. Grows while the export is read. */
export interface ExportReport {
  /** Of the recording; of a file of another format, lines of its text. */
  lines: number;
  /** Of a conversation. */
  turns?: number;
  /** Of a trace. */
  spans?: number;
  /** Lines that cannot be read, and so cannot be looked through: they stay behind. */
  unreadable: number;
  sideFiles: number;
  /** Side files that are missing, damaged, or no text. */
  sideFilesLeftOut: number;
  /** Secrets that were taken out now, by where they stood: `message`, `tool`, `side file`. */
  readonly secrets: Map<string, number>;
}

export const newExportReport = (): ExportReport => ({
  lines: 0,
  unreadable: 0,
  sideFiles: 0,
  sideFilesLeftOut: 0,
  secrets: new Map(),
});

/**
 * The texts of a bundle, one after the other. Secrets are taken out once more, because what we know of them now may be
 * more than when it was written; side files that change get the name of what they are then.
 * @throws FlightdeckError where a newer version wrote the recording.
 */
export async function* exportBundle(
  source: ExportSource,
  redactor: Redactor,
  report: ExportReport,
): AsyncGenerator<string> {
  const names = await sideFileNames(source, redactor);
  yield headLine(source.head);
  let seq = 0;
  for await (const item of source.read()) {
    if (item.kind === "problem") {
      if (item.problem === "newer") throw newerRecording();
      if (item.problem !== "gap") report.unreadable++;
      continue;
    }
    const { value, count } = cleaned({ type: item.line.type, data: item.line.data }, redactor);
    add(report.secrets, item.line.type, count);
    report.lines++;
    const line = { ...item.line, ...(value as object) } as RecordedLine;
    yield encodeLine(seq++, line.wall, line.mono, renamed(line, names));
  }
  const written = new Set<BlobId>();
  for (const [old, name] of names) {
    const bytes = name === undefined ? undefined : await source.blob(old);
    const clean = bytes && cleanedFile(bytes, redactor);
    if (name === undefined || clean === undefined) report.sideFilesLeftOut++;
    else if (!written.has(name)) {
      add(report.secrets, "side file", clean.count);
      report.sideFiles++;
      written.add(name);
      yield fileLine(name, clean.bytes);
    }
  }
}

export const newerRecording = (): FlightdeckError =>
  new FlightdeckError("storage", "This was recorded by a newer version of Agent Flightdeck.", {
    advice: "Update the extension to read it. The file is left as it is.",
  });

/** By the name that a side file has, the one that it leaves with; undefined where it stays behind. */
async function sideFileNames(
  source: ExportSource,
  redactor: Redactor,
): Promise<ReadonlyMap<BlobId, BlobId | undefined>> {
  const names = new Map<BlobId, BlobId | undefined>();
  for await (const item of source.read()) {
    if (item.kind !== "line") continue;
    for (const id of sideFilesOf(item.line)) {
      if (names.has(id)) continue;
      const bytes = await source.blob(id);
      const clean = bytes && cleanedFile(bytes, redactor);
      names.set(id, clean && hashOf(clean.bytes));
    }
  }
  return names;
}

/** The side files that a line names. */
function sideFilesOf(line: RecordedLine): readonly BlobId[] {
  if (line.type !== "tool") return [];
  const { full, changes = [] } = line.data;
  const hashes = changes.flatMap(({ before, after }) => (before === undefined ? [after] : [before, after]));
  return [...(full ? [full.blob] : []), ...(hashes as BlobId[])];
}

function renamed(line: RecordedLine, names: ReadonlyMap<BlobId, BlobId | undefined>): RecordedLine {
  if (line.type !== "tool") return line;
  const { full, changes, ...rest } = line.data;
  const blob = full && names.get(full.blob);
  const nameOf = (hash: string): string => names.get(hash as BlobId) ?? hash;
  return {
    ...line,
    data: {
      ...rest,
      ...(full && blob && { full: { ...full, blob } }),
      ...(changes && {
        changes: changes.map(({ path, before, after }) => ({
          path,
          ...(before !== undefined && { before: nameOf(before) }),
          after: nameOf(after),
        })),
      }),
    },
  };
}

/** Undefined for bytes that are no text: nobody can look for a secret in them. */
function cleanedFile(bytes: Uint8Array, redactor: Redactor) {
  const text = Buffer.from(bytes).toString("utf8");
  if (!Buffer.from(text).equals(Buffer.from(bytes))) return undefined;
  const found = redactor.redact(text);
  return { bytes: found.count === 0 ? bytes : Buffer.from(found.text), count: found.count };
}

export const hashOf = (bytes: Uint8Array): BlobId =>
  createHash("sha256").update(bytes).digest("hex") as BlobId;

function add(counts: Map<string, number>, where: string, count: number): void {
  if (count > 0) counts.set(where, (counts.get(where) ?? 0) + count);
}
