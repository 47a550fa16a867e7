import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { ReadTraces } from "./reading.ts";

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
