import { readLines, sealLine, unsealLine } from "../../core/lineFile.ts";
import { isBlobId, type BlobId, type SessionId } from "../../core/ids.ts";
import type { RecordedLine } from "../../core/lines.ts";
import type { Storage } from "../../core/ports.ts";
import { epochMs, type EpochMs } from "../../core/units.ts";
import { decodeLine, type LineProblem } from "../format.ts";
import { migrated } from "./migrate.ts";

/**
 * A recording as one file, to send to somebody: sealed lines like those of a recording. The first says what the file
 * is, then come the recording's own lines, then its side files. `src/recording/README.md` describes it.
 */
export const BUNDLE_VERSION = 1;

export interface BundleHead {
  readonly version: number;
  /** The version of ours that wrote it. */
  readonly engine: string;
  readonly exported: EpochMs;
  readonly session: SessionId;
}

export type BundleItem =
  | { readonly kind: "head"; readonly head: BundleHead }
  | { readonly kind: "line"; readonly line: RecordedLine }
  /** `bytes` is what the file holds, `id` what it says that this is. */
  | { readonly kind: "file"; readonly id: BlobId; readonly bytes: Uint8Array }
  | { readonly kind: "problem"; readonly problem: LineProblem };

export const headLine = ({ version, engine, exported, session }: BundleHead): string =>
  sealLine({ bundle: version, type: "export", data: { engine, exported, session } });

export const fileLine = (id: BlobId, bytes: Uint8Array): string =>
  sealLine({
    bundle: BUNDLE_VERSION,
    type: "file",
    data: { sha256: id, base64: Buffer.from(bytes).toString("base64") },
  });

/** A line longer than this is none of ours, and reading it whole could take all memory. In bytes. */
const LONGEST_LINE = 128 * 1024 * 1024;

/**
 * Reads a bundle, or a recording's own file without its side files, from its beginning; never more than a line at a
 * time. Lines of an older version come as today's.
 */
export async function* readBundle(storage: Storage, path: string): AsyncGenerator<BundleItem> {
  for await (const { text, offset, end } of readLines(storage, path)) {
    yield end - offset > LONGEST_LINE ? { kind: "problem", problem: "malformed" } : decodeItem(text);
  }
}

function decodeItem(text: string): BundleItem {
  const unsealed = unsealLine(text);
  if (!unsealed.ok) return { kind: "problem", problem: unsealed.problem };
  const { bundle, type, data } = unsealed.value;
  if (bundle === undefined) {
    const decoded = decodeLine(text);
    return decoded.ok
      ? { kind: "line", line: migrated(unsealed.value, decoded.line) }
      : { kind: "problem", problem: decoded.problem };
  }
  if (typeof bundle !== "number" || typeof data !== "object" || data === null)
    return { kind: "problem", problem: "malformed" };
  if (bundle > BUNDLE_VERSION) return { kind: "problem", problem: "newer" };
  const fields = data as Readonly<Record<string, unknown>>;
  if (type === "export") return decodeHead(bundle, fields);
  return type === "file" ? decodeFile(fields) : { kind: "problem", problem: "malformed" };
}

function decodeHead(
  version: number,
  { engine, exported, session }: Readonly<Record<string, unknown>>,
): BundleItem {
  if (typeof engine !== "string" || typeof exported !== "number" || typeof session !== "string")
    return { kind: "problem", problem: "malformed" };
  return {
    kind: "head",
    head: { version, engine, exported: epochMs(exported), session: session as SessionId },
  };
}

function decodeFile({ sha256, base64 }: Readonly<Record<string, unknown>>): BundleItem {
  if (typeof sha256 !== "string" || !isBlobId(sha256) || typeof base64 !== "string")
    return { kind: "problem", problem: "malformed" };
  return { kind: "file", id: sha256, bytes: Buffer.from(base64, "base64") };
}
