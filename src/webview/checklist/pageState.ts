import type { PageState } from "../kit/connection.ts";

/** What the page keeps over a reload. */
interface KeptChecklist {
  /** Items whose details are open, as `folder:root:code`. */
  readonly open?: readonly string[];
  /** How far the page was scrolled. */
  readonly top?: number;
}

export const kept = (state: PageState): KeptChecklist => (state.get() as KeptChecklist | undefined) ?? {};

export const keep = (state: PageState, news: KeptChecklist): void => state.set({ ...kept(state), ...news });
