import type { LineBody, LineType, RecordedLine, Recorder } from "../../src/core/lines.ts";
import type { BlobId } from "../../src/core/ids.ts";
import { epochMs, ms } from "../../src/core/units.ts";

/** The smallest line there is; `title` tells one from the other. */
export const titled = (title: string): LineBody => ({ type: "input", data: { act: "rename", title } });

/** A recorder that keeps its lines in memory. */
export class MemoryRecorder implements Recorder {
  readonly lines: RecordedLine[] = [];
  readonly blobs: Uint8Array[] = [];
  flushes = 0;

  record(body: LineBody): void {
    this.lines.push({ ...body, seq: this.lines.length, wall: epochMs(0), mono: ms(0) });
  }

  flush(): Promise<void> {
    this.flushes++;
    return Promise.resolve();
  }

  blob(bytes: Uint8Array): Promise<BlobId> {
    this.blobs.push(bytes);
    return Promise.resolve(String(this.blobs.length) as BlobId);
  }

  /** The data of all lines of one type. */
  of<T extends LineType>(type: T): readonly DataOf[T][] {
    return dataOf(this.lines, type);
  }
}

type DataOf = { readonly [T in LineType]: Extract<LineBody, { type: T }>["data"] };

/** The data of all lines of one type. */
export const dataOf = <T extends LineType>(lines: readonly RecordedLine[], type: T): readonly DataOf[T][] =>
  lines.filter((line) => line.type === type).map(({ data }) => data as DataOf[T]);
