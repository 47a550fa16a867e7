import { join } from "node:path";
import type { Storage } from "../../core/ports.ts";
import type { ServiceClaim } from "./messages.ts";

/** More than a workspace has services; a file that somebody made large stays harmless. */
const MOST_CLAIMS = 1_000;

/**
 * The services that a person has claimed for this workspace, by `service.name`. Senders that were not started here
 * belong to it because of that only. Lies in the storage folder, as a list in JSON.
 */
export class Claims {
  readonly #storage: Storage;
  readonly #path: string;
  #services: ReadonlySet<string> = new Set();

  constructor({ storage, root }: { readonly storage: Storage; readonly root: string }) {
    this.#storage = storage;
    this.#path = join(root, "claimed-services.json");
  }

  /** Reads them again, since another process may have changed them. */
  async read(): Promise<void> {
    if ((await this.#storage.size(this.#path)) === undefined) return;
    try {
      const text = Buffer.from(await this.#storage.read(this.#path)).toString("utf8");
      const found: unknown = JSON.parse(text);
      const names = Array.isArray(found) ? found.filter((each) => typeof each === "string") : [];
      this.#services = new Set(names.slice(0, MOST_CLAIMS));
    } catch {
      // Nothing is claimed by a file that nobody can read.
      this.#services = new Set();
    }
  }

  has(service: string): boolean {
    return this.#services.has(service);
  }

  get all(): readonly string[] {
    return [...this.#services].toSorted();
  }

  async change({ service, claimed }: ServiceClaim): Promise<void> {
    await this.read();
    const services = new Set(this.#services);
    if (claimed) services.add(service);
    else services.delete(service);
    await this.#storage.replace(this.#path, Buffer.from(`${JSON.stringify([...services].toSorted())}\n`));
    this.#services = services;
  }
}
