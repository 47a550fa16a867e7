import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/**
 * Moves the focus to something that asks for the person, unless they are typing or elsewhere in VS Code,
 * and back when it is answered. It goes to the group and not to its first button, so that an Enter meant
 * for something else allows nothing.
 */
export function useFocusOnArrival(group: RefObject<HTMLElement | null>, arrives: boolean): void {
  useLayoutEffect(() => {
    if (!arrives || isTyping() || !document.hasFocus()) return;
    const before = document.activeElement;
    const { current } = group;
    current?.focus({ preventScroll: true });
    return () => {
      const left = document.activeElement === document.body || current?.contains(document.activeElement);
      if (left && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [arrives]);
}

function isTyping(): boolean {
  const focused = document.activeElement;
  if (focused instanceof HTMLTextAreaElement) return focused.value !== "";
  return focused !== null && focused.matches("input, vscode-textfield");
}
