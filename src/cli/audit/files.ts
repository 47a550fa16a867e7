import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type * as auditor from "../../audit/auditor.ts";
import type { AuditFile } from "../../audit/settings/auditFile.ts";
import type { Baseline } from "../../audit/settings/baseline.ts";
import { UsageError, type Io } from "../io.ts";
import type { AuditOptions } from "./options.ts";

/** The bundle of the audit, loaded when it is needed. */
export type Audits = typeof auditor;

export interface ProjectFile {
  readonly file: AuditFile;
  /** Relative to the folder. */
  readonly declaredIn: string;
}

/** @throws UsageError with file and line for what the file says wrongly. */
export async function readProjectFile(
  folder: string,
  { config }: AuditOptions,
  io: Io,
  { AUDIT_FILE, NO_AUDIT_FILE, readAuditFile }: Audits,
): Promise<ProjectFile> {
  const path = config === undefined ? join(folder, AUDIT_FILE) : resolve(io.cwd, config);
  const declaredIn = slashes(relative(folder, path));
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" && config === undefined) return undefined;
    throw new UsageError(`${path} cannot be read: ${error.message}`);
  });
  if (text === undefined) return { file: NO_AUDIT_FILE, declaredIn };
  const { file, problems } = readAuditFile(text);
  if (problems.length > 0)
    throw new UsageError(problems.map(({ line, message }) => `${path}:${line} ${message}`).join("\n"));
  return { file, declaredIn };
}

/** @throws UsageError for a file that is none or cannot be read. */
export async function readBaselineFile(
  { baseline, writesBaseline }: AuditOptions,
  io: Io,
  { readBaseline }: Audits,
): Promise<Baseline | undefined> {
  if (baseline === undefined || writesBaseline) return undefined;
  const path = resolve(io.cwd, baseline);
  try {
    return readBaseline(await readFile(path, "utf8"));
  } catch (error) {
    throw new UsageError(`${path} cannot be used: ${(error as Error).message}`);
  }
}

/** @throws UsageError where it cannot be written. */
export async function writeReport(path: string, text: string, io: Io): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`);
  }
  io.err(`Written: ${path}\n`);
}

export const slashes = (path: string): string => path.split(sep).join("/");
