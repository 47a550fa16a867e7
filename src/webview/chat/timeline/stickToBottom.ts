import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";

/** Closer than this to the end counts as being there. */
const SLACK_PX = 24;

/** A list that stays at its end while it grows, until the person scrolls up. */
export interface Sticking {
  readonly stuck: boolean;
  /** Goes to the end and stays there. */
  readonly stick: () => void;
  /** Stays where it is now. */
  readonly release: () => void;
}

export function useStickToBottom(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): Sticking {
  const [stuck, setStuck] = useState(true);
  const wanted = useRef(true);
  const set = useCallback((value: boolean): void => {
    wanted.current = value;
    setStuck(value);
  }, []);
  const stick = useCallback(() => {
    set(true);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);
  useEffect(() => {
    const { current: list } = scroller;
    if (list === null || content.current === null) return;
    let last = list.scrollTop;
    const onScroll = (): void => {
      const rest = list.scrollHeight - list.clientHeight - list.scrollTop;
      if (rest <= SLACK_PX) set(true);
      else if (list.scrollTop < last) set(false);
      last = list.scrollTop;
    };
    const follow = new ResizeObserver(() => {
      if (wanted.current) list.scrollTop = list.scrollHeight;
    });
    list.addEventListener("scroll", onScroll, { passive: true });
    follow.observe(list);
    follow.observe(content.current);
    return () => {
      list.removeEventListener("scroll", onScroll);
      follow.disconnect();
    };
  }, []);
  return { stuck, stick, release: useCallback(() => set(false), []) };
}
