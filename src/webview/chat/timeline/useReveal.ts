import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { useParts } from "../chatParts.ts";
import type { Revealed } from "../useChat.ts";

const MARKED_MS = 2000;

/** Scrolls to an item that the host points at, and marks it for a moment. */
export function useReveal(
  scroller: RefObject<HTMLElement | null>,
  revealed: Revealed | undefined,
  release: () => void,
): void {
  const { conversation, loader, attempt } = useParts();
  useEffect(() => {
    if (revealed === undefined) return;
    const show = (): void => {
      const item = scroller.current?.querySelector<HTMLElement>(`[data-item="${CSS.escape(revealed.item)}"]`);
      if (!item) return;
      release();
      item.scrollIntoView({ block: "center" });
      item.classList.add("revealed");
      setTimeout(() => item.classList.remove("revealed"), MARKED_MS);
    };
    const loaded = conversation.itemsOf(revealed.turn) !== undefined;
    attempt(
      (loaded ? Promise.resolve() : loader.load(revealed.turn)).then(() => requestAnimationFrame(show)),
    );
  }, [revealed]);
}
