import type { History } from "../agent/history.ts";
import { FlightdeckError } from "../core/failure.ts";
import type { RecordingKey } from "../core/ids.ts";
import type { Recordings } from "../recording/recordings.ts";

/**
 * Takes in all lines of a recording. Returns the number that the next one gets.
 * @throws FlightdeckError where a newer version wrote it.
 */
export async function readHistory(
  recordings: Recordings,
  key: RecordingKey,
  history: History,
): Promise<number> {
  for await (const item of recordings.read(key)) {
    if (item.kind === "line") history.take(item.line);
    else if (item.problem === "newer") {
      throw new FlightdeckError(
        "storage",
        "This session was recorded by a newer version of Agent Flightdeck.",
        {
          advice: "Update the extension to open it. The recording is left as it is.",
        },
      );
    }
  }
  return history.nextSeq;
}
