import type { PageState } from "../kit/connection.ts";

/** What the page keeps over a reload. */
export interface KeptReplay {
  readonly position?: number;
  readonly speed?: number;
  /** Size of the transcript in pixels, by where it stands; absent where it has its share. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

export const kept = (state: PageState): KeptReplay => (state.get() as KeptReplay | undefined) ?? {};

/** Changes a part of what is kept. */
export const keep = (state: PageState, news: KeptReplay): void => state.set({ ...kept(state), ...news });
