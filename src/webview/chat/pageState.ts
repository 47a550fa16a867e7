import type { TurnId } from "../../core/ids.ts";
import type { PageState } from "../kit/connection.ts";

/** What the page keeps over a reload. */
export interface KeptState {
  readonly draft?: string;
  /** Where the person reads: a turn and how far it is scrolled; absent at the end. */
  readonly place?: { readonly turn: TurnId; readonly offset: number } | undefined;
}

/** A text beyond this is not kept: VS Code writes the state to its own database. */
const LONGEST_DRAFT = 100_000;

/** Changes a part of what is kept. */
export function keep(state: PageState, news: KeptState): void {
  const { draft = "", ...rest } = { ...(state.get() as KeptState | undefined), ...news };
  state.set({ ...rest, ...(draft.length <= LONGEST_DRAFT && { draft }) } satisfies KeptState);
}
