import type { NotebookLine } from "../notebook/notebook.ts";

/**
 * What the audit knows of one source file, the same for every language. Rules see only this.
 */
export interface FileFacts {
  /** Relative to the audited folder, with `/`. */
  readonly path: string;
  readonly language: "python" | "ecmascript";
  /** The source; facts point into it by UTF-16 offsets. */
  readonly text: string;
  readonly imports: readonly Import[];
  /** Names that other files may import: `from` a module they are re-exports. */
  readonly exports: readonly Export[];
  /** `blocks[0]` is the module. A block comes after the one that it stands in. */
  readonly blocks: readonly Block[];
  readonly calls: readonly Call[];
  readonly assignments: readonly Assignment[];
  readonly exits: readonly Exit[];
  /** Comments that say that a finding is accepted. */
  readonly suppressions: readonly Suppression[];
  /** The grammar could not make sense of some part. */
  readonly hasError: boolean;
  /** Of a notebook, whose `text` is the code of its cells: where each line comes from. */
  readonly notebook?: readonly NotebookLine[];
}

/** `# flightdeck: ignore[AR09] -- reason`: it is about its own line and the next line of code. */
export interface Suppression {
  /** From 1. */
  readonly line: number;
  readonly appliesTo: readonly number[];
  /** As written. */
  readonly codes: readonly string[];
  /** Empty where none is given. */
  readonly reason: string;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Import extends Range {
  /** As written: `openai`, `./client`, `..models` (Python's dots are kept). */
  readonly module: string;
  /** The exported name; `default`, `*` for the module itself. */
  readonly name: string;
  /** The name that it has here. */
  readonly local: string;
  /** The block whose scope it belongs to. */
  readonly block: BlockId;
}

export interface Export {
  /** The name that others see; `*` for everything of `module`. */
  readonly name: string;
  /** The name here, or in `module`. */
  readonly local: string;
  readonly module?: string;
  /** What a default export is, where it has no name. */
  readonly value?: Expr;
}

/** Its index in `FileFacts.blocks`. */
export type BlockId = number;

/** A region of code that rules ask about: which function, which try, which loop encloses a call. */
export type Block = Range & { readonly id: BlockId; readonly parent: BlockId | undefined } & BlockKind;

export type BlockKind =
  | { readonly kind: "module" }
  | ClassBlock
  | FunctionBlock
  /** The part that is tried. `id` of its `handler`s refer back to it. */
  | { readonly kind: "try" }
  | {
      readonly kind: "handler";
      readonly of: BlockId;
      readonly caught: readonly Expr[];
      readonly name?: string;
    }
  | { readonly kind: "finally"; readonly of: BlockId }
  | {
      readonly kind: "loop";
      readonly loop: "for" | "while";
      readonly over?: Expr;
      readonly variable?: string;
      readonly condition?: Expr;
    }
  /** One arm of an `if`; `negated` for its else. */
  | { readonly kind: "branch"; readonly condition: Expr; readonly negated: boolean }
  | { readonly kind: "with"; readonly items: readonly Expr[] };

export interface ClassBlock {
  readonly kind: "class";
  readonly name: string;
  readonly bases: readonly Expr[];
  readonly decorators: readonly Expr[];
}

export interface FunctionBlock {
  readonly kind: "function";
  /** Empty for a lambda or an arrow without a name. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly decorators: readonly Expr[];
  readonly docstring?: string;
  /** The value of an arrow or lambda that is an expression. */
  readonly value?: Expr;
}

export interface Parameter {
  readonly name: string;
  readonly type?: Expr;
  readonly default?: Expr;
}

export interface Call extends Range {
  /** Its index in `FileFacts.calls`. */
  readonly id: number;
  readonly callee: Expr;
  /** Whether it is a JavaScript `new`. */
  readonly isNew: boolean;
  readonly args: readonly Argument[];
  readonly block: BlockId;
  readonly awaited: boolean;
}

export interface Argument {
  /** A Python keyword; JavaScript's options are entries of an object. */
  readonly name?: string;
  readonly spread: boolean;
  readonly value: Expr;
}

/** `target = value`; also `+=`, class fields, parameters of constructors that are fields. */
export interface Assignment extends Range {
  /** `client`, `self.client`, `cfg["model"]` as an expression. */
  readonly target: Expr;
  /** The part of the value that goes into a target of a pattern, such as `["usage"]`. */
  readonly path: readonly string[];
  readonly type?: Expr;
  readonly value: Expr;
  readonly operator: "=" | "+=" | "other";
  readonly block: BlockId;
}

export interface Exit extends Range {
  readonly kind: "return" | "raise" | "break" | "continue" | "yield";
  readonly value?: Expr;
  readonly block: BlockId;
}

export type Expr = Range &
  (
    | { readonly kind: "literal"; readonly value: string | number | boolean | null }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "member"; readonly object: Expr; readonly name: string }
    | { readonly kind: "index"; readonly object: Expr; readonly index: Expr }
    /** `call` is an index into `FileFacts.calls`. */
    | { readonly kind: "call"; readonly call: number }
    | { readonly kind: "object"; readonly entries: readonly Entry[] }
    | { readonly kind: "list"; readonly items: readonly Expr[] }
    /** An f-string or a template: literals and what stands between them. */
    | { readonly kind: "text"; readonly parts: readonly Expr[] }
    | { readonly kind: "function"; readonly block: BlockId }
    /** `operator` as written, such as `>=`, `or`, `??`, `+`. */
    | { readonly kind: "operation"; readonly operator: string; readonly operands: readonly Expr[] }
    /** `a if c else b`, `c ? a : b`. */
    | { readonly kind: "choice"; readonly condition: Expr; readonly yes: Expr; readonly no: Expr }
    | { readonly kind: "spread"; readonly value: Expr }
    | { readonly kind: "other"; readonly parts: readonly Expr[] }
  );

export interface Entry {
  /** Undefined for a key that is computed and for a spread. */
  readonly key: string | undefined;
  readonly spread: boolean;
  readonly value: Expr;
}
