import { createHash } from "node:crypto";
import type { Place } from "./paths.ts";

/** SHA-256 of the text as UTF-8, in hex. */
export const textHash = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What the agent of one session last saw of each file, so that it never writes over what it has not seen. */
export class ReadLog {
  readonly #seen = new Map<string, string>();

  note(place: Place, text: string): void {
    this.#seen.set(place.absolute, textHash(text));
  }

  state(place: Place, text: string): "unread" | "changed" | "current" {
    const seen = this.#seen.get(place.absolute);
    if (seen === undefined) return "unread";
    return seen === textHash(text) ? "current" : "changed";
  }
}
