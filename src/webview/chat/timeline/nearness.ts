import { createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { RefObject } from "preact";

/** How far beyond the visible part turns are kept ready. */
const MARGIN_PX = 1500;

/** Tells which parts of a scrolled list are in or near its visible part. */
export class Nearness {
  readonly #observer: IntersectionObserver;
  readonly #listeners = new Map<Element, (near: boolean) => void>();

  constructor(scroller: Element) {
    const tell = (entries: readonly IntersectionObserverEntry[]): void => {
      for (const { target, isIntersecting } of entries) this.#listeners.get(target)?.(isIntersecting);
    };
    this.#observer = new IntersectionObserver(tell, { root: scroller, rootMargin: `${MARGIN_PX}px 0px` });
  }

  /** Returns what ends it. */
  observe(element: Element, listener: (near: boolean) => void): () => void {
    this.#listeners.set(element, listener);
    this.#observer.observe(element);
    return () => {
      this.#listeners.delete(element);
      this.#observer.unobserve(element);
    };
  }
}

export const NearnessContext = createContext<Nearness | undefined>(undefined);

/**
 * Whether an element's contents should exist. While they do not, it keeps the height that they had,
 * or `guess`. What is in use (focused or selected) stays, wherever it is.
 */
export function useNear(element: RefObject<HTMLElement | null>, always: boolean, guess: number): boolean {
  const nearness = useContext(NearnessContext);
  const [near, setNear] = useState(always);
  useEffect(() => {
    const { current } = element;
    if (nearness === undefined || current === null || always) return;
    return nearness.observe(current, (isNear) => {
      if (!isNear && isUsed(current)) return;
      if (!isNear && current.style.height === "") current.style.height = `${current.offsetHeight}px`;
      setNear(isNear);
    });
  }, [nearness, always]);
  useLayoutEffect(() => {
    if (always) setNear(true); // it stays when it is not the newest any more
    const { current } = element;
    if (current === null) return;
    if (near || always) current.style.height = "";
    else if (current.style.height === "") current.style.height = `${guess}px`;
  }, [near, always]);
  return near || always;
}

function isUsed(element: Element): boolean {
  if (element.contains(document.activeElement)) return true;
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true);
}
