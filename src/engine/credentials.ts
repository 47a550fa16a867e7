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
    if (apiKey === undefined) throw noKey(new URL(baseUrl).origin, await this.others());
    return { baseUrl, apiKey };
  }

  /**
   * Other origins for which a key is stored, the one entered last first; none where there is a key for
   * this one. Such a key is sent here only after the person said so: see `reuse`.
   */
  async others(): Promise<readonly string[]> {
    const { secrets } = this.#ports;
    const own = new URL(this.baseUrl()).origin;
    if (await secrets.get(secretName(own))) return [];
    const found: string[] = [];
    for (const origin of [...(await this.#origins()), ANTHROPIC])
      if (origin !== own && !found.includes(origin) && (await secrets.get(secretName(origin))))
        found.push(origin);
    return found;
  }

  /**
   * The key of another origin for this one, because the person said that it may be sent here too.
   * @throws FlightdeckError where it is gone.
   */
  async reuse(origin: string, baseUrl: string): Promise<Endpoint> {
    const apiKey = await this.#ports.secrets.get(secretName(origin));
    if (!apiKey) throw noKey(origin, []);
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
    const { origin } = new URL(baseUrl);
    await this.#ports.secrets.set(secretName(baseUrl), apiKey);
    await this.#setOrigins([origin, ...(await this.#origins()).filter((other) => other !== origin)]);
  }

  async forget(): Promise<void> {
    const { origin } = new URL(this.baseUrl());
    await this.#ports.secrets.remove(this.#name());
    await this.#setOrigins((await this.#origins()).filter((other) => other !== origin));
  }

  async #origins(): Promise<readonly string[]> {
    const text = (await this.#ports.secrets.get("origins")) ?? "";
    return text.split("\n").filter((origin) => URL.canParse(origin));
  }

  async #setOrigins(origins: readonly string[]): Promise<void> {
    await this.#ports.secrets.set("origins", origins.join("\n"));
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

function noKey(origin: string, [other]: readonly string[]): FlightdeckError {
  const set = "“Flightdeck: Set API Key”";
  return new FlightdeckError("authentication", `There is no API key for ${origin}.`, {
    advice:
      other === undefined
        ? `Set one with ${set} or ANTHROPIC_API_KEY, or choose the simulated model.`
        : `The key that you entered for ${other} is not sent there without your word: ${set} asks for it, or for another key.`,
  });
}

const secretName = (baseUrl: string): SecretName => `anthropic:${new URL(baseUrl).origin}`;
