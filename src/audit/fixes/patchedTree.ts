import type { SourceTree } from "../../core/sourceTree.ts";
import { applied, type Edit } from "./fix.ts";

/** A tree as it would be after some edits; nothing is written. */
export function patchedTree(tree: SourceTree, edits: readonly Edit[]): SourceTree {
  const created = new Map(edits.filter(({ creates }) => creates).map(({ file, text }) => [file, text]));
  const encoder = new TextEncoder();
  return {
    list: async (signal) => {
      const listed = await tree.list(signal);
      const made = [...created].map(([path, text]) => ({ path, bytes: encoder.encode(text).length }));
      return { ...listed, files: [...listed.files, ...made].toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
    },
    read: async (path) => {
      const made = created.get(path);
      if (made !== undefined) return encoder.encode(made);
      const bytes = await tree.read(path);
      const mine = edits.filter(({ file }) => file === path);
      if (mine.length === 0) return bytes;
      return encoder.encode(applied(new TextDecoder().decode(bytes), mine));
    },
  };
}
