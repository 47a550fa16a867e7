import type { SourceTree } from "../../src/core/sourceTree.ts";
import { audit, type AuditOptions } from "../../src/audit/audit.ts";
import type { AuditResult, ItemCode, ItemResult } from "../../src/audit/result.ts";
import { RULES } from "../../src/audit/rules/index.ts";
import { loadParser } from "./parser.ts";

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A tree of files that are only in memory. */
export function memoryTree(files: Files): SourceTree {
  const bytesOf = (path: string): Uint8Array => {
    const content = files[path];
    if (content === undefined) throw new Error(`there is no ${path}`);
    return typeof content === "string" ? new TextEncoder().encode(content) : content;
  };
  return {
    list: () =>
      Promise.resolve({
        files: Object.keys(files)
          .toSorted()
          .map((path) => ({ path, bytes: bytesOf(path).length })),
        unreadable: [],
      }),
    read: (path) => Promise.resolve(bytesOf(path)),
  };
}

/** Audits files by all rules. */
export const auditFiles = async (files: Files, options: Partial<AuditOptions> = {}): Promise<AuditResult> =>
  audit({ tree: memoryTree(files), parser: await loadParser(), rules: RULES, ...options });

/** One item of one project. */
export function itemOf(result: AuditResult, code: ItemCode, root = "."): ItemResult {
  const item = result.projects
    .find((project) => project.root === root)
    ?.items.find((candidate) => candidate.code === code);
  if (item === undefined) throw new Error(`there is no ${code} of ${root}`);
  return item;
}
