import { sealLine, unsealLine, type SealProblem } from "../core/lineFile.ts";
import type { LineBody, RecordedLine } from "../core/lines.ts";
import { epochMs, ms, type EpochMs, type Ms } from "../core/units.ts";

/**
 * The format of a recording: sealed lines (`core/lineFile.ts`) of
 * `{"v":1,"seq":0,"t":wallMs,"m":monotonicMs,"type":"…","data":{…},"c":"…"}`.
 */
export const FORMAT_VERSION = 1;

/** The line between its newlines. */
export const encodeLine = (seq: number, wall: EpochMs, mono: Ms, body: LineBody): string =>
  sealLine({ v: FORMAT_VERSION, seq, t: wall, m: mono, type: body.type, data: body.data });

/** `newer`: written by a later version of the format; must be left untouched. */
export type LineProblem = SealProblem | "malformed" | "newer";

export type DecodedLine =
  { readonly ok: true; readonly line: RecordedLine } | { readonly ok: false; readonly problem: LineProblem };

/** Parses one line without its newlines. Never throws. */
export function decodeLine(text: string): DecodedLine {
  const unsealed = unsealLine(text);
  if (!unsealed.ok) return unsealed;
  const { v, seq, t, m, type, data } = unsealed.value;
  if (typeof v === "number" && v > FORMAT_VERSION) return { ok: false, problem: "newer" };
  const wellFormed =
    typeof seq === "number" &&
    typeof t === "number" &&
    typeof m === "number" &&
    typeof type === "string" &&
    typeof data === "object" &&
    data !== null;
  if (!wellFormed) return { ok: false, problem: "malformed" };
  // The checksum shows that we wrote it; the shape of `data` follows from `type`.
  return { ok: true, line: { seq, wall: epochMs(t), mono: ms(m), type, data } as RecordedLine };
}
