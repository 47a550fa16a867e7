import type { McpLaunch, McpToolInfo } from "../core/mcp.ts";

/** An open connection to a server, as the supervisor sees it. */
export interface Connection {
  tools(signal: AbortSignal): Promise<readonly McpToolInfo[]>;
  /** @throws an AbortError when the call's signal fires. */
  call(call: ServerCall): Promise<ServerAnswer>;
  /** @throws where the server does not answer before the signal fires. */
  ping(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface ServerCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** W3C trace context. */
  readonly traceparent: string;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/**
 * How a call ended, as plain data: a bundle of its own makes it, whose classes are not ours.
 * `refused`: there was no result, but the server is there; `lost`: it is gone.
 */
export type ServerAnswer =
  | { readonly kind: "result"; readonly text: string; readonly isError: boolean }
  | { readonly kind: "refused" | "lost"; readonly reason: string };

/** What a server does besides answering. */
export interface ServerEvents {
  /** It ended, or cannot be reached any more. */
  closed(reason: string): void;
  toolsChanged(): void;
  /** It wrote to standard error, or something that is no message to standard output. */
  noise(text: string): void;
  /** It asked the person for input, and was told that nobody answers. */
  declined(question: string): void;
}

export interface ConnectOptions {
  readonly launch: McpLaunch;
  /** The open folders. */
  readonly roots: readonly string[];
  readonly events: ServerEvents;
  readonly signal: AbortSignal;
}

/** @throws Error whose message says to a person why there is no connection. */
export type Connect = (options: ConnectOptions) => Promise<Connection>;
