import type { Language, Tree } from "@vscode/tree-sitter-wasm";
import type { SyntaxNode } from "./tree.ts";

/** The names that a grammar gives to its nodes and fields, looked up once. */
export interface Names {
  /** By type id; empty for operators and keywords, undefined for a part that is in error. */
  readonly types: readonly (string | undefined)[];
  /** By field id. */
  readonly fields: readonly (string | null)[];
  /** By type id: nodes that are not looked into. */
  readonly leaves: readonly boolean[];
}

export function namesOf(language: Language): Names {
  const types = language.types.map((type, id) => (language.nodeTypeIsNamed(id) ? type : ""));
  return { types, fields: language.fields, leaves: types.map((type) => LEAVES.has(type)) };
}

/** Nodes that have only tokens in them, or nothing that the audit asks for. */
const LEAVES: ReadonlySet<string> = new Set([
  "identifier",
  "property_identifier",
  "shorthand_property_identifier",
  "shorthand_property_identifier_pattern",
  "type_identifier",
  "predefined_type",
  "string_fragment",
  "string_start",
  "string_content",
  "string_end",
  "escape_sequence",
  "number",
  "integer",
  "float",
  "comment",
]);

/** A function of tree-sitter's module that is about the cursor in its transfer buffer. */
type OfCursor = (tree: number) => number;

/**
 * What tree-sitter's `TreeCursor` calls. It copies its position into the module and back for each call, which
 * takes as long as the calls; here one cursor stays where the module has it.
 */
export interface CursorModule {
  readonly _ts_tree_cursor_current_node_type_id_wasm: OfCursor;
  readonly _ts_tree_cursor_current_field_id_wasm: OfCursor;
  readonly _ts_tree_cursor_start_index_wasm: OfCursor;
  readonly _ts_tree_cursor_end_index_wasm: OfCursor;
  readonly _ts_tree_cursor_goto_first_child_wasm: OfCursor;
  readonly _ts_tree_cursor_goto_next_sibling_wasm: OfCursor;
  readonly _ts_tree_cursor_goto_parent_wasm: OfCursor;
  readonly _ts_tree_cursor_delete_wasm: OfCursor;
}

/** Whether an object that tree-sitter was loaded with has become its module. */
export const isCursorModule = (module: object): module is CursorModule =>
  "_ts_tree_cursor_goto_first_child_wasm" in module && "_ts_tree_cursor_delete_wasm" in module;

/** A node whose children are still being read. */
interface Open {
  readonly type: string;
  readonly field: string | undefined;
  readonly start: number;
  /** Where its children begin among those that are read. */
  readonly from: number;
}

const NO_CHILDREN: readonly SyntaxNode[] = [];

/** The named nodes of a tree; without recursion, because source nests deeper than the stack. */
export function copyNodes(tree: Tree, { types, fields, leaves }: Names, module: CursorModule): SyntaxNode {
  const {
    _ts_tree_cursor_current_node_type_id_wasm: typeOf,
    _ts_tree_cursor_current_field_id_wasm: fieldOf,
    _ts_tree_cursor_start_index_wasm: startOf,
    _ts_tree_cursor_end_index_wasm: endOf,
    _ts_tree_cursor_goto_first_child_wasm: intoFirst,
    _ts_tree_cursor_goto_next_sibling_wasm: toNext,
    _ts_tree_cursor_goto_parent_wasm: toParent,
    _ts_tree_cursor_delete_wasm: release,
  } = module;
  // Asking a new cursor for anything leaves it in the transfer buffer.
  const end = tree.walk().endIndex;
  const { 0: address } = tree as Tree & { readonly 0: number };
  const root = { type: "module", field: undefined, start: startOf(address) };
  const open: Open[] = [];
  // Children wait here until their parent is complete, so that its list is made once and no longer than it is.
  const read: SyntaxNode[] = [];
  for (let inside = intoFirst(address) === 1; inside;) {
    const id = typeOf(address);
    const type = types[id] ?? "ERROR";
    if (type !== "") {
      const field = fields[fieldOf(address)] ?? undefined;
      const start = startOf(address);
      if (leaves[id] !== true && intoFirst(address) === 1) {
        open.push({ type, field, start, from: read.length });
        continue;
      }
      read.push({ type, field, start, end: endOf(address), children: NO_CHILDREN });
    }
    while (toNext(address) !== 1) {
      const made = open.pop();
      if (made === undefined) {
        inside = false;
        break;
      }
      toParent(address);
      const { type: of, field, start, from } = made;
      const children = from === read.length ? NO_CHILDREN : read.slice(from);
      read.length = from;
      read.push({ type: of, field, start, end: endOf(address), children });
    }
  }
  release(address);
  return { ...root, end, children: read };
}
