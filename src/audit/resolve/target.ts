import type { BlockId, Call, Expr, FileFacts } from "../facts/facts.ts";

/** A call in its file. */
export interface CallIn {
  readonly file: FileFacts;
  readonly call: Call;
}

/** What an expression means, as far as the code says. */
export type Target =
  /**
   * Something of a package: `anthropic.Anthropic().messages.create`. Each `()` is one of `calls`,
   * in order, so that a client's options are at hand.
   */
  | {
      readonly kind: "external";
      readonly path: string;
      readonly calls: readonly CallIn[];
      readonly certainty: number;
    }
  | {
      readonly kind: "function";
      readonly file: FileFacts;
      readonly block: BlockId;
      readonly certainty: number;
      readonly self?: InstanceOf;
    }
  | { readonly kind: "class"; readonly file: FileFacts; readonly block: BlockId; readonly certainty: number }
  | ({ readonly kind: "instance"; readonly certainty: number } & InstanceOf)
  | { readonly kind: "module"; readonly file: FileFacts; readonly certainty: number }
  /** An object, a list or a literal, where it is written. */
  | {
      readonly kind: "value";
      readonly file: FileFacts;
      readonly block: BlockId;
      readonly expr: Expr;
      readonly certainty: number;
    };

export interface InstanceOf {
  readonly file: FileFacts;
  /** The class. */
  readonly block: BlockId;
  /** The call that made it, where there is one. */
  readonly made?: CallIn;
}
