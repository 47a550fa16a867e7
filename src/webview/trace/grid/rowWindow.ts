/** Height of a row and of the header, in pixels: those of VS Code's own trees and lists. */
export const ROW_HEIGHT = 22;
export const HEAD_HEIGHT = 24;

/** Rows drawn above and below those that are seen, so that a scroll does not show a gap. */
export const SPARE = 4;

/** The rows to draw: from `first`, `count` of them. */
export interface RowWindow {
  readonly first: number;
  readonly count: number;
}

/** Which of so many rows a scrolled element shows. */
export function windowOf(element: HTMLElement, rows: number): RowWindow {
  const room = Math.ceil(element.clientHeight / ROW_HEIGHT) + 2 * SPARE;
  const wanted = Math.floor(element.scrollTop / ROW_HEIGHT) - SPARE;
  const first = Math.max(0, Math.min(wanted, rows - room));
  return { first, count: Math.min(room, rows - first) };
}

/** Scrolls just as far as it takes to see a row whole. */
export function scrollToRow(element: HTMLElement, row: number): void {
  const top = row * ROW_HEIGHT;
  const room = element.clientHeight - HEAD_HEIGHT - ROW_HEIGHT;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top > element.scrollTop + room) element.scrollTop = top - room;
}
