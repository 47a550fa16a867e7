import { useEffect, useLayoutEffect } from "preact/hooks";
import type { RefObject } from "preact";
import { useParts } from "../chatParts.ts";
import { keep, type KeptState } from "../pageState.ts";
import { goTo, placeOf } from "./place.ts";

const SETTLE_MS = 200;

/** Keeps where the person reads over a reload of the page. */
export function usePlace(scroller: RefObject<HTMLElement | null>, stuck: boolean, release: () => void): void {
  const { host } = useParts();
  useLayoutEffect(() => {
    const place = (host.state.get() as KeptState | undefined)?.place;
    if (place !== undefined && scroller.current !== null && goTo(scroller.current, place)) release();
  }, []);
  useEffect(() => {
    const { current } = scroller;
    if (current === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const save = (): void => keep(host.state, { place: stuck ? undefined : placeOf(current) });
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(save, SETTLE_MS);
    };
    later();
    current.addEventListener("scroll", later, { passive: true });
    return () => {
      clearTimeout(timer);
      current.removeEventListener("scroll", later);
    };
  }, [stuck]);
}
