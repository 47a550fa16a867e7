/** One export of a sender, whatever the protocol that carried it. */
export interface OtlpExport {
  readonly signal: OtlpSignal;
  readonly encoding: "protobuf" | "json";
  /** Decompressed. */
  readonly body: Uint8Array;
  /** What the sender says in `x-flightdeck-workspace`. */
  readonly token?: string;
}

export type OtlpSignal = "traces" | "logs" | "metrics";

export interface OtlpAnswer {
  /** HTTP status; gRPC's is derived from it. */
  readonly status: 200 | 400 | 403 | 404 | 405 | 408 | 413 | 415 | 429 | 500 | 503;
  /** In the encoding of the request where the status is 200, else a text for the sender's log. */
  readonly body: Uint8Array | string;
}

/** Takes an export and answers when it is recorded. Must not throw. */
export type TakeExport = (request: OtlpExport) => Promise<OtlpAnswer>;

export const TOKEN_HEADER = "x-flightdeck-workspace";

export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly answer: OtlpAnswer;
  constructor(status: OtlpAnswer["status"], text: string) {
    super(text);
    this.answer = { status, body: text };
  }
}

const LOCAL = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Only programs of this machine that mean this address may send: a page in a browser names its origin, and one that
 * has rebound a name to the loopback names that host.
 */
export function checkSender(host: string | undefined, origin: string | undefined): void {
  if (host !== undefined && !LOCAL.test(host))
    throw new Refusal(403, "This receiver answers to localhost and 127.0.0.1 only.");
  if (origin !== undefined) throw new Refusal(403, "This receiver takes nothing from web pages.");
}
