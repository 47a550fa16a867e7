import { crc32 } from "node:zlib";
import type { JsonBytes } from "./jsonBytes.ts";
import type { Storage } from "./ports.ts";

/**
 * Append-only files of sealed JSON lines, used by recordings and by the budget ledger.
 *
 * A sealed line is a JSON object whose last field `c` is the CRC-32 (hex) of every byte before
 * `,"c":`. It begins *and* ends with a newline, so that a line that a crash has torn never swallows the
 * next, and whatever gets between two lines spoils neither. Readers skip the empty lines.
 */

const TAIL = ',"c":"00000000"}'.length;

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** As `sealLine`, in bytes. A large line is encoded once, and into the memory that is written: nothing of it is copied. */
export function sealedBytes(value: object): Uint8Array {
  const text = JSON.stringify(value);
  const head = 1 + Buffer.byteLength(text) - 1;
  const bytes = Buffer.allocUnsafe(head + TAIL + 1);
  bytes[0] = NEWLINE;
  // Its last character, the brace, is written over.
  bytes.write(text, 1);
  const sum = crc32(bytes.subarray(1, head)).toString(16).padStart(8, "0");
  bytes.write(`,"c":"${sum}"}\n`, head);
  return bytes;
}

/**
 * Seals what stands in `json`: a newline, and an object that lacks its closing brace.
 * @returns the line's bytes, which hold until `json` is changed.
 */
export function sealed(json: JsonBytes): Uint8Array {
  json.text(`,"c":"${crc32(json.written.subarray(1)).toString(16).padStart(8, "0")}"}\n`);
  return json.written;
}

/** The object as a line between its newlines. It must have at least one field. */
export function sealLine(value: object): string {
  const head = JSON.stringify(value).slice(0, -1);
  return `\n${head},"c":"${checksum(head)}"}\n`;
}

/** `torn`: cut off or not ours. `checksum`: changed after it was written. */
export type SealProblem = "torn" | "checksum";

export type UnsealedLine =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: SealProblem };

/** Checks and parses one line without its newlines. Never throws. */
export function unsealLine(text: string): UnsealedLine {
  if (!text.endsWith('"}') || text.slice(-TAIL, -10) !== ',"c":"') return { ok: false, problem: "torn" };
  if (checksum(text.slice(0, -TAIL)) !== text.slice(-10, -2)) return { ok: false, problem: "checksum" };
  try {
    return { ok: true, value: JSON.parse(text) as Record<string, unknown> };
  } catch {
    return { ok: false, problem: "torn" };
  }
}

export interface RawLine {
  /** Where the line, with its leading newline, begins in the file. */
  readonly offset: number;
  /** Where the next line begins. */
  readonly end: number;
  readonly text: string;
}

const CHUNK = 1 << 20;
const NEWLINE = 0x0a;

/** The file's non-empty lines from a byte offset. Reads in chunks, so that a file of any size fits. */
export async function* readLines(storage: Storage, path: string, from = 0): AsyncGenerator<RawLine> {
  for await (const { offset, end, bytes } of readLineBytes(storage, path, from))
    yield { offset, end, text: bytes.toString("utf8") };
}

export interface RawBytes extends Omit<RawLine, "text"> {
  readonly bytes: Buffer;
}

/** As `readLines`, for who looks at few of many lines: nothing is decoded. */
export async function* readLineBytes(storage: Storage, path: string, from = 0): AsyncGenerator<RawBytes> {
  let pending: Uint8Array[] = [];
  let start = from;
  let position = from;
  for (;;) {
    const chunk = await storage.read(path, position, CHUNK);
    if (chunk.length === 0) break;
    let lineStart = 0;
    for (let newline = chunk.indexOf(NEWLINE); newline !== -1; newline = chunk.indexOf(NEWLINE, lineStart)) {
      pending.push(chunk.subarray(lineStart, newline));
      const end = position + newline;
      const bytes = join(pending);
      if (bytes.length > 0) yield { offset: start, end, bytes };
      pending = [];
      lineStart = newline + 1;
      start = end;
    }
    pending.push(chunk.subarray(lineStart));
    position += chunk.length;
    if (chunk.length < CHUNK) break;
  }
  const bytes = join(pending);
  if (bytes.length > 0) yield { offset: start, end: position, bytes };
}

function join(parts: readonly Uint8Array[]): Buffer {
  const [only, ...more] = parts;
  if (only === undefined || more.length > 0) return Buffer.concat(parts);
  return Buffer.from(only.buffer, only.byteOffset, only.length);
}
