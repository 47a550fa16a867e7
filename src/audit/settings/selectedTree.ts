import ignore from "ignore";
import type { SourceTree } from "../../core/sourceTree.ts";
import { isNotebook } from "../notebook/notebook.ts";
import { grammarOf } from "../project/paths.ts";
import type { AuditFile } from "./auditFile.ts";

/** A tree without what the project leaves out of its audit. Manifests stay in, whatever `include` says. */
export function selectedTree(
  tree: SourceTree,
  { include, exclude }: Pick<AuditFile, "include" | "exclude">,
): SourceTree {
  if (include.length === 0 && exclude.length === 0) return tree;
  const wanted = include.length === 0 ? undefined : ignore().add([...include]);
  const unwanted = ignore().add([...exclude]);
  return {
    async list(signal) {
      const { files, unreadable } = await tree.list(signal);
      return {
        files: files.filter(
          ({ path }) =>
            !unwanted.ignores(path) &&
            ((grammarOf(path) === undefined && !isNotebook(path)) || (wanted?.ignores(path) ?? true)),
        ),
        unreadable: unreadable.filter((path) => !unwanted.ignores(path)),
      };
    },
    read: (path) => tree.read(path),
  };
}
