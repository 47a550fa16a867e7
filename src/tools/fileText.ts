import type { Files } from "../core/ports.ts";
import { ToolError } from "../core/tool.ts";
import type { Place, Workspace } from "./paths.ts";

/** The largest file whose text a tool takes into memory. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;

/** Enough for most source files at once, and to tell binary files before reading more of them. */
const FIRST_BYTES = 64 * 1024;

export type FileText =
  { readonly text: string } | { readonly problem: "binary" | "utf16" | "large"; readonly bytes: number };

/**
 * The text of a file without byte order mark: the unsaved one of an open document, else what the disk
 * holds. Never reads more than `limit` bytes.
 */
export async function loadText(
  files: Files,
  workspace: Workspace,
  place: Place,
  limit: number = MAX_FILE_BYTES,
): Promise<FileText> {
  const unsaved = files.openText(place.absolute);
  if (unsaved !== undefined) return { text: unsaved };
  const first = await files.read(place.absolute, 0, Math.min(FIRST_BYTES, limit));
  workspace.requireInside(first.realPath, place);
  const bytes = first.size;
  if (hasUtf16Mark(first.bytes)) return { problem: "utf16", bytes };
  if (first.bytes.includes(0)) return { problem: "binary", bytes };
  if (bytes > limit) return { problem: "large", bytes };
  if (first.bytes.length >= bytes) return decode(first.bytes);
  const rest = await files.read(place.absolute, first.bytes.length, limit - first.bytes.length);
  workspace.requireInside(rest.realPath, place);
  return decode(Buffer.concat([first.bytes, rest.bytes]));
}

/** @throws ToolError where the file is missing, not a file, or not text of a size to work on. */
export async function requireText(files: Files, workspace: Workspace, place: Place): Promise<string> {
  const kind = place.exists ? (await files.stat(place.absolute))?.kind : undefined;
  if (kind === undefined) throw new ToolError(await missingFile(files, workspace, place));
  if (kind === "folder") throw new ToolError(`${place.path} is a folder; list it with list_files.`);
  if (kind === "other") throw new ToolError(`${place.path} is not a regular file.`);
  const found = await loadText(files, workspace, place);
  if ("text" in found) return found.text;
  throw new ToolError(`${place.path} ${PROBLEMS[found.problem](fileSize(found.bytes))}`);
}

const PROBLEMS = {
  binary: (size: string) => `is a binary file (${size}), which has no text to read or edit.`,
  utf16: (size: string) =>
    `is encoded in UTF-16 (${size}). Only UTF-8 can be read and edited; convert it first.`,
  large: (size: string) =>
    `is ${size}; the limit is ${fileSize(MAX_FILE_BYTES)}. Look at a part of it with run_command (head, tail, sed -n, grep).`,
};

function decode(bytes: Uint8Array): FileText {
  if (bytes.includes(0)) return { problem: "binary", bytes: bytes.length };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { problem: "binary", bytes: bytes.length };
  }
}

function hasUtf16Mark([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

const NEIGHBOURS = 30;

/** That it is missing, and what lies beside it: a model that guessed a name then finds the right one. */
async function missingFile(files: Files, workspace: Workspace, place: Place): Promise<string> {
  const parent = place.path.includes("/") ? place.path.slice(0, place.path.lastIndexOf("/")) : ".";
  const folder = await workspace.resolve(parent);
  const missing = `There is no file ${place.path}.`;
  if (!folder.exists) return `${missing} Its folder does not exist either; list_files shows what there is.`;
  const entries = await files.list(folder.absolute);
  const names = entries.map(({ name, kind }) => (kind === "folder" ? `${name}/` : name)).toSorted();
  const more = names.length > NEIGHBOURS ? ` and ${names.length - NEIGHBOURS} more` : "";
  return `${missing} ${parent === "." ? "Beside it" : `In ${parent}`}: ${names.slice(0, NEIGHBOURS).join(", ")}${more}.`;
}

/** `2.0 GB`. */
export function fileSize(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}
