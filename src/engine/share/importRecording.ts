import { History } from "../../agent/history.ts";
import { FlightdeckError } from "../../core/failure.ts";
import type { BlobId, Ids, RecordingKey, SessionId } from "../../core/ids.ts";
import type { RecordedLine } from "../../core/lines.ts";
import type { Ports } from "../../core/ports.ts";
import { epochMs } from "../../core/units.ts";
import { NO_USAGE } from "../../core/usage.ts";
import type { LineProblem } from "../../recording/format.ts";
import type { OpenRecording, Recordings } from "../../recording/recordings.ts";
import { linesPath } from "../../recording/layout.ts";
import { readBundle, type BundleHead } from "../../recording/share/bundle.ts";
import { hashOf, newerRecording } from "../../recording/share/exportBundle.ts";
import { ImportLines, type LeftOutLines } from "../../recording/share/importLines.ts";
import { Redactor } from "../../recording/redaction.ts";
import type { Credentials } from "../credentials.ts";
import type { Models } from "../models.ts";
import { recover } from "../recovery.ts";
import { TimedLines } from "./timedLines.ts";

export interface ImportOptions {
  readonly ports: Ports;
  readonly ids: Ids;
  readonly models: Models;
  readonly credentials: Credentials;
  readonly recordings: () => Promise<Recordings>;
}

/** What a file holds, told before anything of it is taken in. */
export interface ImportPreview {
  readonly title: string;
  readonly agent: string;
  readonly model: string;
  readonly lines: number;
  readonly sideFiles: number;
  /** Side files that are not what their names say. */
  readonly damagedFiles: number;
  /** Lines that cannot be read, by why. */
  readonly problems: Readonly<Partial<Record<LineProblem, number>>>;
  /** Foreign tools' names that the session knew, such as those of MCP servers. They are not started. */
  readonly foreignTools: readonly string[];
  /** Commands that ran in it, the first ones. They are not run. */
  readonly commands: readonly string[];
}

export interface Imported {
  readonly session: SessionId;
  readonly preview: ImportPreview;
  readonly lines: number;
  readonly leftOut: LeftOutLines;
}

const SHOWN_COMMANDS = 20;

interface Inspected {
  readonly preview: ImportPreview;
  readonly head: BundleHead | undefined;
  readonly files: ReadonlySet<BlobId>;
}

/**
 * Looks through a file without taking anything in.
 * @throws FlightdeckError where it is no recording, has no readable beginning, or is of a newer version.
 */
export async function inspect({ storage }: Pick<Ports, "storage">, path: string): Promise<Inspected> {
  if ((await storage.size(path)) === undefined) throw noRecording("There is no such file.");
  const files = new Set<BlobId>();
  const problems: Partial<Record<LineProblem, number>> = {};
  const commands: string[] = [];
  let head: BundleHead | undefined;
  let begin: Extract<RecordedLine, { readonly type: "session" }> | undefined;
  let [lines, damagedFiles] = [0, 0];
  for await (const item of readBundle(storage, path)) {
    if (item.kind === "problem") {
      if (item.problem === "newer") throw newerRecording();
      problems[item.problem] = (problems[item.problem] ?? 0) + 1;
    } else if (item.kind === "head") head ??= item.head;
    else if (item.kind === "file") {
      if (hashOf(item.bytes) === item.id) files.add(item.id);
      else damagedFiles++;
    } else {
      lines++;
      if (item.line.type === "session") begin ??= item.line;
      const command = commandOf(item.line);
      if (command !== undefined && commands.length < SHOWN_COMMANDS) commands.push(command);
    }
  }
  if (begin === undefined)
    throw noRecording(
      lines === 0
        ? "It holds no line of a recording."
        : "Its beginning, which says what it is, cannot be read.",
    );
  const { title, agent, model, foreignTools = [] } = begin.data;
  const preview: ImportPreview = {
    title,
    agent: agent.name,
    model: model.id,
    lines,
    sideFiles: files.size,
    damagedFiles,
    problems,
    foreignTools: foreignTools.map(({ name }) => name),
    commands,
  };
  return { preview, head, files };
}

function commandOf(line: RecordedLine): string | undefined {
  if (line.type !== "tool" || line.data.name !== "run_command") return undefined;
  const { command } = (line.data.input ?? {}) as { readonly command?: unknown };
  return typeof command === "string" ? command : undefined;
}

const noRecording = (why: string): FlightdeckError =>
  new FlightdeckError("invalid_request", `This is no recording that can be imported. ${why}`, {
    advice: "Choose a file that agent-flightdeck sessions export wrote, or an OTLP JSON file.",
  });

/** Writes the session of a file into this workspace, as a new one. Nothing stays behind where it fails. */
export async function importRecording(options: ImportOptions, path: string): Promise<Imported> {
  const { ports, ids, credentials } = options;
  await credentials.remember();
  const { preview, head, files } = await inspect(ports, path);
  const recordings = await options.recordings();
  const opened = await recordings.open(ids.recording());
  // A new folder's lease is nobody else's.
  if ("heldBy" in opened) throw new Error("the lease of a new recording is held");
  const redactor = new Redactor(() => credentials.held);
  const at = ports.clock.now();
  const lines = new ImportLines({ ids, redactor, files, head, at });
  const count = await write(options, path, opened, lines).catch(async (error: unknown) => {
    await discard(recordings, opened);
    throw error;
  });
  await opened.close();
  return { session: lines.session, preview, lines: count, leftOut: lines.leftOut };
}

async function discard(
  recordings: Recordings,
  { close, key }: Pick<OpenRecording, "close"> & { key: RecordingKey },
) {
  await close().catch(() => undefined);
  await recordings.remove(key);
}

/** Appended in pieces of about this many characters. */
const PIECE = 1 << 20;

async function write(
  options: ImportOptions,
  path: string,
  { folder, writer }: OpenRecording,
  lines: ImportLines,
): Promise<number> {
  const { ports } = options;
  const appender = await ports.storage.appender(linesPath(folder));
  const history = new History();
  const out = new TimedLines(history);
  const latest = lines.at - 1;
  try {
    for await (const item of readBundle(ports.storage, path)) {
      if (item.kind === "file" && hashOf(item.bytes) === item.id) await writer.blob(item.bytes);
      if (item.kind !== "line") continue;
      const body = lines.take(item.line);
      if (body === undefined) continue;
      // Whatever its clock said, it was before now.
      out.at(epochMs(Math.min(item.line.wall, latest)), item.line.mono);
      out.record(body);
      if (out.pending > PIECE) await appender.append(Buffer.from(out.drain()));
    }
    if (history.header === undefined) throw noRecording("Its beginning is not of the right shape.");
    await endOpen(history, out, options, lines);
    await appender.append(Buffer.from(out.drain()));
    await appender.sync();
  } finally {
    await appender.close();
  }
  return out.count;
}

/** What was under way is over: requests, spans and tool calls get an honest end, so that nothing is pending. */
async function endOpen(
  history: History,
  out: TimedLines,
  { models, ids }: ImportOptions,
  { session }: ImportLines,
): Promise<void> {
  const last = history.conversation.path().at(-1);
  const content = history.pendingResults();
  await recover(session, history, {
    recorder: out,
    clock: out,
    ledgers: [],
    noCost: (model) => models.costOf(model, NO_USAGE),
  });
  if (content.length === 0 || last === undefined) return;
  const id = ids.message();
  out.record({ type: "message", data: { id, parent: last.id, turn: last.turn, role: "user", content } });
}
