import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { once } from "node:events";
import { FlightdeckError, toStorageError } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import type { Engine } from "../../engine.ts";
import { exportFormatOf } from "../../engine/share/shares.ts";
import { exportText, importText, leftOutText } from "../../views/shareText.ts";
import { jsonLine, type ExitCode, type Io } from "../io.ts";
import { traceImport } from "./receivedTraces.ts";

export interface ExportCommand {
  readonly session: string;
  readonly format: string;
  /** Absolute; standard output where absent. */
  readonly output: string | undefined;
  readonly json: boolean;
}

/** `sessions export`: a session as a file, its secrets taken out once more. */
export async function sessionsExport(engine: Engine, command: ExportCommand, io: Io): Promise<ExitCode> {
  const { session, output, json } = command;
  const format = exportFormatOf(command.format);
  const { pieces, report } = await engine.shares.export(session as SessionId, format);
  if (output === undefined) for await (const piece of pieces) io.out(piece);
  else await writeTo(output, pieces);
  if (output !== undefined && json)
    jsonLine(io, { type: "exported", file: output, ...report, secrets: Object.fromEntries(report.secrets) });
  else io.err(`${exportText(report)}\n`);
  return 0;
}

/** Never over a file that is there: it may be somebody's only copy. */
async function writeTo(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const file = await open(path, "wx").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw toStorageError(error);
    throw new FlightdeckError("invalid_request", `${path} is there already.`, {
      advice: "Choose another name, or delete it first.",
    });
  });
  const stream = createWriteStream(path, { fd: file.fd, autoClose: false });
  try {
    for await (const piece of pieces) if (!stream.write(piece)) await once(stream, "drain");
    stream.end();
    await once(stream, "finish");
  } finally {
    await file.close();
  }
}

/** `sessions import`: an exported recording, or OTLP JSON of any program. */
export async function sessionsImport(
  engine: Engine,
  { file, json }: { readonly file: string; readonly json: boolean },
  io: Io,
): Promise<ExitCode> {
  if (await isOtlp(engine, file)) return traceImport(engine, { file, json }, io);
  const { session, preview, lines, leftOut } = await engine.shares.import(file);
  if (json) jsonLine(io, { type: "imported", sessionId: session, ...preview, lines, leftOut });
  else {
    io.out(`${session}\n`);
    io.err(engine.clean(`${[importText(preview), leftOutText(leftOut)].filter(Boolean).join("\n")}\n`));
  }
  return 0;
}

const BEGINNING = 4_096;

/** A recording's first line begins with a newline and says `"v"` or `"bundle"`. */
async function isOtlp({ ports: { storage } }: Engine, path: string): Promise<boolean> {
  if ((await storage.size(path).catch(() => undefined)) === undefined)
    throw new FlightdeckError("storage", `${path} cannot be read.`, { advice: "Check the path." });
  const start = Buffer.from(await storage.read(path, 0, BEGINNING)).toString("utf8");
  return /^\s*\{\s*"(resourceSpans|resource_spans|batches)"/.test(start);
}
