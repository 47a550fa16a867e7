import type { TurnId } from "../../../core/ids.ts";

/** Where a person reads: how many pixels of a turn are above the visible part. */
export interface Place {
  readonly turn: TurnId;
  readonly offset: number;
}

const turns = (scroller: HTMLElement): HTMLElement[] => [
  ...scroller.querySelectorAll<HTMLElement>("[data-turn]"),
];

export function placeOf(scroller: HTMLElement): Place | undefined {
  const first = turns(scroller).find((turn) => turn.offsetTop + turn.offsetHeight > scroller.scrollTop);
  if (first === undefined) return undefined;
  return { turn: first.dataset["turn"] as TurnId, offset: scroller.scrollTop - first.offsetTop };
}

/** Scrolls to a place; false where its turn is not shown. */
export function goTo(scroller: HTMLElement, { turn, offset }: Place): boolean {
  const element = turns(scroller).find((candidate) => candidate.dataset["turn"] === turn);
  if (element === undefined) return false;
  scroller.scrollTop = element.offsetTop + offset;
  return true;
}
