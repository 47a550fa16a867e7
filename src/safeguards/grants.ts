import type { Grant } from "../core/tool.ts";

/** What a person has allowed for the rest of a session. Lives in memory only and is never inherited. */
export class Grants {
  readonly #grants = new Map<string, Grant>();

  allow(grant: Grant): void {
    this.#grants.set(grant.key, grant);
  }

  covers(grant: Grant): boolean {
    return this.#grants.has(grant.key);
  }

  /** What was allowed before untrusted text came in was not meant for what may follow from it. */
  lapse(): void {
    this.#grants.clear();
  }

  /** A file was changed by the agent: grants that run it end. */
  fileChanged(path: string): void {
    for (const [key, grant] of this.#grants) {
      if (grant.endsWith(path)) this.#grants.delete(key);
    }
  }
}
