import assert from "node:assert/strict";
import type { Node } from "@vscode/tree-sitter-wasm";
import type { Grammar } from "../../../src/audit/syntax/parser.ts";
import type { SyntaxNode } from "../../../src/audit/syntax/tree.ts";
import { loadParser } from "../../audit/parser.ts";

describe("The nodes of a source file", () => {
  const sources: readonly (readonly [string, Grammar, string])[] = [
    [
      "Python",
      "python",
      "class A(B):\n    def f(self, x: int = 1) -> str:\n        return f'{x}é' + g(y=2)\n",
    ],
    ["TypeScript", "typescript", "export const f = async <T>(a: T): Promise<T> => (await g(`${a}`))!;\n"],
    ["TSX", "tsx", "const C = () => <p className={x}>𝒳 {y}</p>;\n"],
    ["a file with errors in it", "javascript", "function (( { const = ; } f(1, 2);\n"],
    ["an empty file", "python", ""],
    ["a file that nests deeply", "javascript", `${"[".repeat(3_000)}1${"]".repeat(3_000)};\n`],
  ];

  for (const [name, grammar, text] of sources) {
    it(`are those that tree-sitter has: ${name}`, async () => {
      const parser = await loadParser();
      const tree = parser.tree(text, grammar);
      const { root } = parser.parse(text, grammar);
      const [copied, had] = [copiedNodes(root), namedNodes(tree.rootNode)];
      tree.delete();
      assert.deepEqual(copied, had);
    });
  }
});

type Line = readonly [type: string, field: string | null, start: number, end: number];

/** What the audit never looks into is copied without its parts. */
const isLookedInto = (type: string): boolean => !/identifier|^string_|^integer$|^number$/.test(type);

/** In the order in which they begin. */
function copiedNodes(root: SyntaxNode): readonly Line[] {
  const lines: Line[] = [];
  const open = root.children.toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    lines.push([node.type, node.field ?? null, node.start, node.end]);
    open.push(...node.children.toReversed());
  }
  return lines;
}

/** The same by tree-sitter's own way from node to node. Parts of what is only a token count for their parent. */
function namedNodes(root: Node): readonly Line[] {
  const lines: Line[] = [];
  const open: (readonly [Node, string | null])[] = childrenOf(root);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, field] = next;
    if (!node.isNamed) continue;
    lines.push([node.type, field, node.startIndex, node.endIndex]);
    if (isLookedInto(node.type)) open.push(...childrenOf(node));
  }
  return lines;
}

const childrenOf = (node: Node): (readonly [Node, string | null])[] =>
  node.children
    .flatMap((child, index) => (child === null ? [] : [[child, node.fieldNameForChild(index)] as const]))
    .toReversed();
