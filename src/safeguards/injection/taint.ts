import type { CallContext } from "../../core/call.ts";
import { ATTR } from "../../core/attributes.ts";
import type { ToolCallId } from "../../core/ids.ts";
import type { Figures } from "../../core/turnGuard.ts";
import { taintsText, taintText, type Taint } from "../../core/untrusted.ts";

/** Where untrusted text is found. */
export type TaintContext = Pick<CallContext, "turn" | "span" | "recorder"> & { readonly call?: ToolCallId };

/** Which sources of untrusted text a session has read. Only the person makes it forget them. */
export class SessionTaint {
  #sources: readonly Taint[];
  readonly #listeners = new Set<() => void>();

  constructor(sources: readonly Taint[] = []) {
    this.#sources = sources;
  }

  get sources(): readonly Taint[] {
    return this.#sources;
  }

  /** Called with each new source. */
  onTaint(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Records a source, once. @param figures what the scan saw. */
  add(taint: Taint, { turn, span, recorder, call }: TaintContext, figures?: Figures): void {
    if (this.#sources.some(({ kind, where }) => kind === taint.kind && where === taint.where)) return;
    this.#sources = [...this.#sources, taint];
    const text = `The conversation now holds ${taintText(taint)}.`;
    recorder.record({
      type: "decision",
      data: {
        turn,
        span: span.context,
        safeguard: "injection",
        verdict: "taint",
        source: taint,
        failure: "injection",
        text,
        ...(call && { call }),
        ...(figures && { figures }),
      },
    });
    span.event("flightdeck.injection.taint", { kind: taint.kind, where: taint.where });
    span.set({ [ATTR.tainted]: taint.kind });
    for (const listener of this.#listeners) listener();
  }

  clear(): void {
    this.#sources = [];
  }

  /** Why each action needs a look of its own; undefined where the session is not tainted. */
  reason(): string | undefined {
    if (this.#sources.length === 0) return undefined;
    return `this conversation holds ${taintsText(this.#sources)}, which may be why the agent wants this`;
  }
}
