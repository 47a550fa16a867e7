import { FlightdeckError } from "../../core/failure.ts";
import type { BlobId, RecordingKey, SessionId } from "../../core/ids.ts";
import type { Recordings } from "../../recording/recordings.ts";
import { Redactor } from "../../recording/redaction.ts";
import {
  exportBundle,
  hashOf,
  newExportReport,
  newerRecording,
  type ExportReport,
  type ExportSource,
} from "../../recording/share/exportBundle.ts";
import { BUNDLE_VERSION } from "../../recording/share/bundle.ts";
import { toOtlp } from "../../telemetry/otlp/fromSpan.ts";
import { SpanFold } from "../../views/spans.ts";
import { Transcript } from "../../views/transcript.ts";
import { transcriptMarkdown } from "../../views/transcriptMarkdown.ts";
import type { Sessions } from "../sessions.ts";
import {
  importRecording,
  inspect,
  type Imported,
  type ImportOptions,
  type ImportPreview,
} from "./importRecording.ts";

const EXPORT_FORMATS = ["recording", "markdown", "otlp"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface SharesOptions extends ImportOptions {
  readonly sessions: Sessions;
}

export interface Export {
  /** The file, piece by piece. */
  readonly pieces: AsyncIterable<string>;
  /** Complete once all pieces were read. */
  readonly report: ExportReport;
}

/** Recordings that leave this machine, and those that come from another one. */
export class Shares {
  readonly #options: SharesOptions;

  constructor(options: SharesOptions) {
    this.#options = options;
  }

  /** @throws FlightdeckError where there is no such session. */
  async export(id: SessionId, format: ExportFormat): Promise<Export> {
    const { sessions, credentials, recordings } = this.#options;
    await sessions.flush(id);
    await credentials.remember();
    const key = await sessions.find(id);
    const report = newExportReport();
    const redactor = new Redactor(() => credentials.held);
    const all = await recordings();
    if (format === "recording")
      return { pieces: exportBundle(this.#source(id, all, key), redactor, report), report };
    const made = format === "markdown" ? this.#markdown(id, report) : this.#otlp(id, report);
    return { pieces: cleanPieces(made, redactor, report), report };
  }

  /** What a file holds, without taking it in. @throws FlightdeckError where it is nothing that can be imported. */
  async inspect(path: string): Promise<ImportPreview> {
    return (await inspect(this.#options.ports, path)).preview;
  }

  /** Takes a file in as a new session. @throws FlightdeckError; the file is left as it is in any case. */
  import(path: string): Promise<Imported> {
    return importRecording(this.#options, path);
  }

  #source(session: SessionId, recordings: Recordings, key: RecordingKey): ExportSource {
    const { clock, platform } = this.#options.ports;
    return {
      head: { version: BUNDLE_VERSION, engine: platform.version, exported: clock.now(), session },
      read: () => recordings.read(key),
      blob: async (id: BlobId) => {
        const bytes = await recordings.bytes(key, id).catch(() => undefined);
        return bytes !== undefined && hashOf(bytes) === id ? bytes : undefined;
      },
    };
  }

  async *#markdown(id: SessionId, report: ExportReport): AsyncGenerator<string> {
    const transcript = new Transcript();
    let title = "";
    for await (const line of this.#lines(id, report)) {
      if (line.type === "session") ({ title } = line.data);
      if (line.type === "input" && line.data.act === "rename") ({ title } = line.data);
      transcript.take(line);
    }
    report.turns = transcript.turns().length;
    const items = transcript.turns().flatMap(({ id: turn }) => transcript.itemsOf(turn));
    yield transcriptMarkdown(title, items);
  }

  async *#otlp(id: SessionId, report: ExportReport): AsyncGenerator<string> {
    const fold = new SpanFold();
    for await (const line of this.#lines(id, report)) if (line.type === "span") fold.take(line.data);
    const { version } = this.#options.ports.platform;
    const spans = [...fold.spans()];
    report.spans = spans.length;
    yield `${JSON.stringify(toOtlp(spans, { version, content: true }))}\n`;
  }

  async *#lines(id: SessionId, report: ExportReport) {
    const recordings = await this.#options.recordings();
    for await (const item of recordings.read(await this.#options.sessions.find(id))) {
      if (item.kind === "line") yield item.line;
      else if (item.problem === "newer") throw newerRecording();
      else if (item.problem !== "gap") report.unreadable++;
    }
  }
}

async function* cleanPieces(
  pieces: AsyncIterable<string>,
  redactor: Redactor,
  report: ExportReport,
): AsyncGenerator<string> {
  for await (const piece of pieces) {
    const { text, count } = redactor.redact(piece);
    if (count > 0) report.secrets.set("text", (report.secrets.get("text") ?? 0) + count);
    report.lines += text.split("\n").length - 1;
    yield text;
  }
}

/** @throws FlightdeckError for a format that there is not. */
export function exportFormatOf(name: string): ExportFormat {
  const format = EXPORT_FORMATS.find((each) => each === name);
  if (format !== undefined) return format;
  throw new FlightdeckError("invalid_request", `There is no export format ${name}.`, {
    advice: `Choose one of ${EXPORT_FORMATS.join(", ")}.`,
  });
}
