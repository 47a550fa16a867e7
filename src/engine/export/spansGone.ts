/** So many are remembered; what was logged in older ones goes when it has waited long enough. */
const MOST = 20_000;

/** The spans that have left last, each with the program that sent it. */
export class SpansGone {
  readonly #services = new Map<string, string>();

  add(spans: ReadonlyMap<string, string>): void {
    for (const [span, service] of spans) {
      this.#services.delete(span);
      this.#services.set(span, service);
    }
    for (const oldest of this.#services.keys()) {
      if (this.#services.size <= MOST) break;
      this.#services.delete(oldest);
    }
  }

  has(span: string): boolean {
    return this.#services.has(span);
  }

  /** Empty where it is not known. */
  serviceOf(span: string): string {
    return this.#services.get(span) ?? "";
  }
}
