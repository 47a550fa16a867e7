import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { ReadTraces } from "./reading.ts";
import { fields, message } from "./wire.ts";

type Outcome = Pick<ReadTraces, "rejected" | "problem">;

/** An `ExportTraceServiceResponse` in protobuf; empty where every span was taken. */
export function encodeReply({ rejected, problem = "" }: Outcome): Uint8Array {
  const writer = new BinaryWriter();
  if (rejected > 0) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int64(rejected);
    writer.tag(2, WireType.LengthDelimited).string(problem);
    writer.join();
  }
  return writer.finish();
}

/** The same in JSON. */
export const replyJson = ({ rejected, problem = "" }: Outcome): string =>
  JSON.stringify(
    rejected === 0 ? {} : { partialSuccess: { rejectedSpans: String(rejected), errorMessage: problem } },
  );

/** What a backend did not take of a request: `partial_success`, which is the same for spans and log records. */
export interface PartialSuccess {
  /** How many of them; 0 where it took all. */
  readonly rejected: number;
  /** What it says to that; a warning where it took all. */
  readonly why?: string;
}

const LONGEST_WHY = 200;

/** Reads an answer in protobuf. One that cannot be read rejects nothing: the status has said that it was taken. */
export function decodeReply(bytes: Uint8Array): PartialSuccess {
  let [rejected, why]: [number, string] = [0, ""];
  try {
    const reader = new BinaryReader(bytes);
    fields(reader, bytes.length, {
      1: () =>
        message(reader, { 1: () => (rejected = Number(reader.int64())), 2: () => (why = reader.string()) }),
    });
  } catch {
    return { rejected: 0 };
  }
  return partial(rejected, why);
}

/** The same in JSON. */
export function parseReply(text: string): PartialSuccess {
  try {
    const { partialSuccess } = JSON.parse(text) as {
      partialSuccess?: { rejectedSpans?: unknown; rejectedLogRecords?: unknown; errorMessage?: unknown };
    };
    const rejected = partialSuccess?.rejectedSpans ?? partialSuccess?.rejectedLogRecords ?? 0;
    return partial(Number(rejected), partialSuccess?.errorMessage);
  } catch {
    return { rejected: 0 };
  }
}

const partial = (rejected: number, why: unknown): PartialSuccess => ({
  rejected: Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0,
  ...(typeof why === "string" && why !== "" && { why: why.slice(0, LONGEST_WHY) }),
});
