/**
 * What a page and the host say to each other. A page's contract is three types: the requests that it
 * may make with their results, the notes that it sends without waiting, and the news that the host
 * posts. Every request settles, with a result or an error.
 */
export interface Contract {
  /** By name: the arguments and the result. */
  readonly requests: Readonly<Record<string, { readonly args: unknown; readonly result: unknown }>>;
  /** Discriminated by `type`. */
  readonly news: { readonly type: string };
}

export type RequestName<C extends Contract> = keyof C["requests"] & string;
export type Args<C extends Contract, N extends RequestName<C>> = C["requests"][N]["args"];
export type Result<C extends Contract, N extends RequestName<C>> = C["requests"][N]["result"];

/** What a host must be able to answer. */
export type Handlers<C extends Contract> = {
  readonly [N in RequestName<C>]: (args: Args<C, N>) => Result<C, N> | Promise<Result<C, N>>;
};

/** A failure as a person reads it. */
export interface ShownError {
  readonly message: string;
  readonly advice: string;
}

export type ToHost = {
  readonly kind: "request";
  readonly id: number;
  readonly name: string;
  readonly args: unknown;
};

export type ToPage<News = unknown> =
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "error"; readonly id: number; readonly error: ShownError }
  /** Numbered without gaps from 1 after each `open`; a page that misses one asks for everything anew. */
  | { readonly kind: "news"; readonly seq: number; readonly news: News }
  /** What the host needs to show the same page after a reload; the page keeps it in its state. */
  | { readonly kind: "restore"; readonly value: unknown };

/** How a page's state is laid out. */
export interface KeptState {
  /** The host's. */
  readonly restore?: unknown;
  /** The page's: draft, scroll position, selection. */
  readonly page?: unknown;
}

/**
 * The request with which every page begins. Its result is made in the same instant in which it is
 * posted, and the numbering of news begins anew there, so that the two never overlap or miss.
 */
export const OPEN = "open";

export const isToHost = (value: unknown): value is ToHost => {
  const message = value as Partial<ToHost> | null;
  return message?.kind === "request" && typeof message.id === "number" && typeof message.name === "string";
};
