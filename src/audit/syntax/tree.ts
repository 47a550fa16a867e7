/** A node of a syntax tree, copied out of tree-sitter once, so that the audit walks plain objects. */
export interface SyntaxNode {
  /** The grammar's name, such as `call_expression`; operators and keywords are not kept. */
  readonly type: string;
  /** The field of the parent in which it stands, such as `function`. */
  readonly field: string | undefined;
  /** Offsets in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly SyntaxNode[];
}

/** The first child in a field. */
export const child = (node: SyntaxNode, field: string): SyntaxNode | undefined =>
  node.children.find((candidate) => candidate.field === field);

/** All children in a field. */
export const childrenIn = (node: SyntaxNode, field: string): readonly SyntaxNode[] =>
  node.children.filter((candidate) => candidate.field === field);

/** The first child of one of some types. */
export const childOf = (node: SyntaxNode, ...types: readonly string[]): SyntaxNode | undefined =>
  node.children.find(({ type }) => types.includes(type));
