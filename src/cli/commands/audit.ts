import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { AuditResult } from "../../audit/result.ts";
import type { Baseline } from "../../audit/settings/baseline.ts";
import { localDay } from "../../core/days.ts";
import { epochMs } from "../../core/units.ts";
import { NodeSourceTree } from "../../node/sourceTree.ts";
import { readBaselineFile, readProjectFile, slashes, writeReport, type Audits } from "../audit/files.ts";
import type { AuditOptions } from "../audit/options.ts";
import { UsageError, type ExitCode, type Io } from "../io.ts";
import { existingFolder } from "../ports.ts";
import { painter, visible } from "../style.ts";

/** Audits folders, prints the report and says by its exit code whether a build may go on. */
export async function audit(options: AuditOptions, io: Io): Promise<ExitCode> {
  // A bundle of its own: no other command pays for the parser and the tables.
  const audits = await import("../../audit/auditor.ts");
  const unknown = audits.unknownRules(options.only);
  if (unknown.length > 0)
    throw new UsageError(`There is no rule ${unknown.join(", ")}; they are AR01 to AR10.`);
  const baseline = await readBaselineFile(options, io, audits);
  const result = await auditFolders(options, io, audits);
  if (result === undefined) {
    io.err("The audit was stopped.\n");
    return 1;
  }
  await deliver(result, options, io, audits, baseline);
  const { failOn, allowUnknown } = options;
  const decision = audits.decide(result, { failOn, allowUnknown, ...(baseline && { baseline }) });
  if (decision.known > 0) io.err(`${decision.known} findings are in the baseline and fail nothing.\n`);
  if (decision.outcome === "nothing_analysable") return 3;
  return decision.outcome === "passed" || options.writesBaseline ? 0 : 1;
}

/** Undefined where the person has stopped it. */
async function auditFolders(options: AuditOptions, io: Io, audits: Audits): Promise<AuditResult | undefined> {
  const folders = options.folders.map((folder) => existingFolder(resolve(io.cwd, folder)));
  const files = await Promise.all(
    folders.map(async (folder) => ({ folder, ...(await readProjectFile(folder, options, io, audits)) })),
  );
  const auditor = await audits.Auditor.load(io.dist, (name) => readFile(join(io.dist, name)));
  const results: AuditResult[] = [];
  try {
    for (const { folder, file, declaredIn } of files) {
      const result = await auditor.audit({
        tree: new NodeSourceTree(folder),
        file,
        declaredIn,
        only: options.only,
        today: localDay(epochMs(Date.now()), Intl.DateTimeFormat().resolvedOptions().timeZone),
        signal: io.interrupted,
        progress: (done, all) => io.terminal?.busy(`Reading ${done} of ${all} files`),
      });
      results.push(audits.relocate(result, prefixOf(folder, options, io)));
    }
  } catch (error) {
    if (io.interrupted.aborted) return undefined;
    throw error;
  } finally {
    io.terminal?.idle();
  }
  return audits.combine(results);
}

/**
 * Where a folder lies as seen from the current one, so that a person can open what is named. JSON is about
 * the folder itself, and SARIF's paths never lead out of where it is made.
 */
function prefixOf(folder: string, { format, folders }: AuditOptions, io: Io): string {
  if (format === "json" && folders.length === 1) return "";
  const from = relative(existingFolder(io.cwd), folder);
  const isOutside = from.startsWith("..") || isAbsolute(from);
  return isOutside && format === "sarif" ? "" : slashes(from);
}

async function deliver(
  result: AuditResult,
  options: AuditOptions,
  io: Io,
  audits: Audits,
  baseline: Baseline | undefined,
): Promise<void> {
  const { format, output, writesBaseline } = options;
  if (writesBaseline) await writeReport(baselinePath(options, io), audits.writeBaseline(result), io);
  const isSeen = output === undefined && io.terminal?.showsOutput;
  const report = audits.renderReport(result, format, {
    paint: isSeen ? painter(io) : (_style, text) => text,
    clean: visible,
    version: io.version,
    ...(baseline && { baseline }),
  });
  if (output === undefined) io.out(report);
  else await writeReport(resolve(io.cwd, output), report, io);
}

const baselinePath = ({ baseline, folders: [first = "."] }: AuditOptions, io: Io): string =>
  baseline === undefined
    ? join(resolve(io.cwd, first), ".flightdeck", "audit-baseline.json")
    : resolve(io.cwd, baseline);
