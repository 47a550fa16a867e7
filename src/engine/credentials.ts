import { FlightdeckError } from "../core/failure.ts";
import type { Ports, SecretName } from "../core/ports.ts";
import type { Endpoint } from "../models/anthropic.ts";
import { checkKey } from "../models/keyCheck.ts";

const ANTHROPIC = "https://api.anthropic.com";

/** Servers on this machine need no key, but the SDK insists on sending one. */
const NO_KEY = "none";

type CredentialPorts = Pick<Ports, "secrets" | "settings" | "env" | "fetch">;

/** Where Anthropic's API is and with which key. A key goes to no other origin than the one it was entered for. */
export class Credentials {
  readonly #ports: CredentialPorts;
  readonly #held = new Set<string>();

  constructor(ports: CredentialPorts) {
    this.#ports = ports;
  }

  /** @throws FlightdeckError `invalid_request` where the environment's is none. */
  baseUrl(): string {
    return this.#ports.settings.current["anthropic.baseUrl"] || this.#environmentUrl();
  }

  isLocal(): boolean {
    const { hostname } = new URL(this.baseUrl());
    return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  }

  /** Looks the keys up, so that the redactor knows them. What is wrong with them shows when one is needed. */
  async remember(): Promise<void> {
    await this.#key().catch(() => undefined);
  }

  /** Whether a call could leave at all. */
  async available(): Promise<boolean> {
    return this.isLocal() || (await this.#key()) !== undefined;
  }

  /** @throws FlightdeckError `authentication` where there is no key for this origin. */
  async endpoint(): Promise<Endpoint> {
    const baseUrl = this.baseUrl();
    const apiKey = (await this.#key()) ?? (this.isLocal() ? NO_KEY : undefined);
    if (apiKey === undefined) {
      throw new FlightdeckError("authentication", `There is no API key for ${new URL(baseUrl).origin}.`, {
        advice: "Set one with “Flightdeck: Set API Key” or ANTHROPIC_API_KEY, or choose the simulated model.",
      });
    }
    return { baseUrl, apiKey };
  }

  /** The keys that were seen so far, for the redactor. */
  get held(): readonly string[] {
    return [...this.#held];
  }

  /**
   * Asks the server for its models, which costs nothing.
   * @throws FlightdeckError saying what is wrong with the key or the server.
   */
  async check({ baseUrl, apiKey }: Endpoint, signal: AbortSignal): Promise<void> {
    await checkKey({ baseUrl, apiKey }, this.#ports.fetch, signal);
  }

  /** Keeps a key for the origin that it was entered for, whatever the settings say by now. */
  async store({ baseUrl, apiKey }: Endpoint): Promise<void> {
    await this.#ports.secrets.set(secretName(baseUrl), apiKey);
  }

  async forget(): Promise<void> {
    await this.#ports.secrets.remove(this.#name());
  }

  #name(): SecretName {
    return secretName(this.baseUrl());
  }

  async #key(): Promise<string | undefined> {
    const environment = this.#environmentKey();
    const key = (await this.#ports.secrets.get(this.#name()))?.trim() || environment;
    if (key) this.#held.add(key);
    return key || undefined;
  }

  #environmentUrl(): string {
    const url = this.#ports.env["ANTHROPIC_BASE_URL"] || ANTHROPIC;
    if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
    throw new FlightdeckError("invalid_request", `ANTHROPIC_BASE_URL is not an http or https URL: ${url}`, {
      advice: "Mend the environment variable, or set flightdeck.anthropic.baseUrl.",
    });
  }

  /** The environment's key belongs to the environment's own base URL. */
  #environmentKey(): string | undefined {
    const key = this.#ports.env["ANTHROPIC_API_KEY"]?.trim();
    if (key) this.#held.add(key);
    const { origin } = new URL(this.#environmentUrl());
    return origin === new URL(this.baseUrl()).origin ? key : undefined;
  }
}

const secretName = (baseUrl: string): SecretName => `anthropic:${new URL(baseUrl).origin}`;
