import { join } from "node:path";
import type { McpConfig, McpToolInfo } from "../core/mcp.ts";
import type { Clock, Storage } from "../core/ports.ts";
import type { EpochMs } from "../core/units.ts";
import { fingerprint } from "./fingerprint.ts";

/** What a person has allowed of one server. */
export interface Consent {
  readonly version: 1;
  /** For whoever reads the file. */
  readonly server: string;
  readonly path: string;
  readonly fingerprint: string;
  readonly at: EpochMs;
  /** Its tools as they were allowed; absent until it has started for the first time. */
  readonly tools?: readonly McpToolInfo[];
}

export interface ConsentsOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly home: string;
}

/** Consents lie in the per-user home, a file for each server, where no workspace can write them. */
export class Consents {
  readonly #options: ConsentsOptions;

  constructor(options: ConsentsOptions) {
    this.#options = options;
  }

  /** What was allowed at this place, whether or not it is still the same server. An unreadable file is none. */
  async get({ id }: McpConfig): Promise<Consent | undefined> {
    const text = Buffer.from(await this.#options.storage.read(this.#path(id))).toString("utf8");
    try {
      const consent = JSON.parse(text) as Consent;
      return consent.version === 1 ? consent : undefined;
    } catch {
      return undefined;
    }
  }

  /** The person allows the server as its file names it now. What they allowed of another one is void. */
  async allow(config: McpConfig): Promise<void> {
    const current = fingerprint(config);
    if (current === undefined) return;
    await this.#write(config.id, {
      version: 1,
      server: config.name,
      path: config.place.path,
      fingerprint: current,
      at: this.#options.clock.now(),
    });
  }

  /** The tools that belong to a consent; does nothing where there is none. */
  async allowTools(config: McpConfig, tools: readonly McpToolInfo[]): Promise<void> {
    const consent = await this.get(config);
    if (consent !== undefined && consent.fingerprint === fingerprint(config))
      await this.#write(config.id, { ...consent, tools });
  }

  async forget({ id }: McpConfig): Promise<void> {
    await this.#options.storage.remove(this.#path(id));
  }

  async #write(id: string, consent: Consent): Promise<void> {
    await this.#options.storage.replace(this.#path(id), Buffer.from(JSON.stringify(consent)));
  }

  #path(id: string): string {
    return join(this.#options.home, "mcp", `${id}.json`);
  }
}
