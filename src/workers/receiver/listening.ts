import { connect } from "node:net";
import type { Clock, Disposable } from "../../core/ports.ts";
import { ms } from "../../core/units.ts";
import type { OtlpAnswer, OtlpExport } from "../../node/otlp/exchange.ts";
import { listenOtlp, type OtlpListener } from "../../node/otlp/listener.ts";
import type { Claimed } from "./messages.ts";

export interface ListeningOptions {
  readonly clock: Clock;
  readonly take: (request: OtlpExport, claims: Claimed) => Promise<OtlpAnswer>;
}

/** How soon a port is taken over that another program gave free. */
const TRY_AGAIN_MS = 2_000;
const KNOCK_MS = 500;

/** The ports on which a receiver listens: its own, and the standard ones as soon as they are free. */
export class Listening {
  readonly #options: ListeningOptions;
  readonly #own: OtlpListener[] = [];
  readonly #standard = new Map<number, OtlpListener>();
  #wanted: readonly number[] = [];
  #timer: Disposable | undefined;
  #trying: Promise<void> = Promise.resolve();

  constructor(options: ListeningOptions) {
    this.#options = options;
  }

  /** On the first of the ports that is free; 0 is any. @throws where none is. */
  async on(ports: readonly number[], claims: Claimed): Promise<number> {
    let failure: unknown;
    for (const port of ports) {
      try {
        const listener = await this.#listen(port, claims);
        this.#own.push(listener);
        return listener.port;
      } catch (error) {
        failure = error;
      }
    }
    const taken = (failure as NodeJS.ErrnoException | undefined)?.code === "EADDRINUSE";
    throw new Error(
      taken ? `Port ${ports.join(", ")} is in use by another program.` : `Cannot listen: ${String(failure)}`,
    );
  }

  /** Listens besides on each of these as soon as it is free. None: no longer. */
  async standard(ports: readonly number[]): Promise<void> {
    this.#wanted = ports;
    for (const [port, listener] of this.#standard) {
      if (ports.includes(port)) continue;
      this.#standard.delete(port);
      await listener.close();
    }
    await this.#tryAll();
  }

  async stop(): Promise<void> {
    await this.standard([]);
    await Promise.all(this.#own.map((listener) => listener.close()));
    this.#own.length = 0;
  }

  /** One attempt after the other, so that no port is asked for twice at once. */
  #tryAll(): Promise<void> {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#trying = this.#trying.then(() => this.#tryWanted());
    return this.#trying;
  }

  async #tryWanted(): Promise<void> {
    for (const port of this.#wanted) await this.#try(port);
    if (this.#wanted.every((port) => this.#standard.has(port))) return;
    this.#timer ??= this.#options.clock.timer(ms(TRY_AGAIN_MS), () => void this.#tryAll());
  }

  async #try(port: number): Promise<void> {
    if (this.#standard.has(port) || (await answers(port))) return;
    const listener = await this.#listen(port, "token").catch(() => undefined);
    if (listener === undefined) return;
    if (this.#wanted.includes(port)) this.#standard.set(port, listener);
    else await listener.close();
  }

  #listen(port: number, claims: Claimed): Promise<OtlpListener> {
    const ofWindow = claims === "token";
    return listenOtlp(port, (request) => this.#options.take(request, claims), { ofWindow });
  }
}

/**
 * Whether a program listens there already. A collector that listens on all addresses does not keep every system from
 * giving out the loopback's; its spans must not come to us instead.
 */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: KNOCK_MS });
    const tell = (does: boolean): void => {
      socket.destroy();
      resolve(does);
    };
    socket.on("connect", () => tell(true));
    socket.on("timeout", () => tell(true));
    socket.on("error", () => tell(false));
  });
