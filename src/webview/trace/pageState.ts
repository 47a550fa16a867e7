import type { TraceId } from "../../core/ids.ts";
import type { PageState } from "../kit/connection.ts";

/** What the page keeps over a reload. */
export interface KeptTrace {
  /** The trace that the person picked; absent where the newest is shown. */
  readonly trace?: TraceId | undefined;
  readonly selected?: string | undefined;
  readonly query?: string;
  readonly hidesOthers?: boolean;
  readonly showsPath?: boolean;
  readonly groups?: boolean;
  /** Ids of folded spans, of the trace that was open. */
  readonly folds?: readonly string[];
  readonly top?: number | undefined;
  readonly details?: DetailsPlace;
  /** Width of the name column, in pixels; absent where it fits itself. */
  readonly nameWidth?: number | undefined;
}

export interface DetailsPlace {
  readonly open: boolean;
  readonly tab?: string;
  /** Size in pixels, by where the pane stands. */
  readonly width: number;
  readonly height: number;
}

export const NO_DETAILS: DetailsPlace = { open: false, width: 420, height: 280 };

/** More folds than this are not kept: VS Code writes the state to its own database. */
const MOST_FOLDS = 1_000;

export const kept = (state: PageState): KeptTrace => (state.get() as KeptTrace | undefined) ?? {};

/** Changes a part of what is kept. */
export function keep(state: PageState, news: KeptTrace): void {
  const { folds = [], ...rest } = { ...kept(state), ...news };
  state.set({ ...rest, ...(folds.length <= MOST_FOLDS && { folds }) } satisfies KeptTrace);
}
