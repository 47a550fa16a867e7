import { JsonBytes } from "../../core/jsonBytes.ts";

/** As many lines as are written at once where several programs send. */
const MOST = 8;
/** Bytes of a line whose memory is worth keeping. */
const LARGEST = 4 << 20;

/** Memory for lines: taking it anew for each would cost more than writing it. */
export class LinePool {
  readonly #free: JsonBytes[] = [];

  take(): JsonBytes {
    return this.#free.pop() ?? new JsonBytes();
  }

  giveBack(line: JsonBytes): void {
    line.clear();
    if (this.#free.length < MOST && line.capacity <= LARGEST) this.#free.push(line);
  }
}
