import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/**
 * Gives the input the focus when the person comes to the page and nothing else has it, and when they have
 * finished editing an older message. Never takes it from another part of VS Code.
 */
export function useInputFocus(input: RefObject<HTMLTextAreaElement | null>, editing: boolean): void {
  useEffect(() => {
    const take = (): void => {
      if (document.activeElement === document.body) input.current?.focus();
    };
    if (document.hasFocus()) take();
    window.addEventListener("focus", take);
    return () => window.removeEventListener("focus", take);
  }, []);
  const wasEditing = useRef(editing);
  useLayoutEffect(() => {
    if (wasEditing.current && !editing) input.current?.focus();
    wasEditing.current = editing;
  }, [editing]);
}
