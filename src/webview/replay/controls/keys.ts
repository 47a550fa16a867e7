import { useEffect, useRef } from "preact/hooks";
import { JUMPS, type Jump } from "../../../views/playback/navigation.ts";
import type { Player } from "../../../views/playback/player.ts";
import type { Playing } from "../usePlayer.ts";

/** Letters for what one jumps to; with Shift to the previous one. */
const JUMP_KEYS: Readonly<Record<string, Jump>> = {
  e: "error",
  t: "tool call",
  a: "approval",
  s: "safeguard",
  m: "message",
};

/** Keys that work anywhere on the page, but where one types or picks. */
export function usePlayerKeys({ player, act }: Playing, onHelp: () => void): void {
  const newest = useRef(act);
  newest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const how = isTyping(event) ? undefined : actionOf(event, onHelp);
      if (how === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      newest.current(how);
    };
    // Before the slider and the grid, which would move by steps of their own.
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, [player]);
}

function actionOf(
  { key, target, shiftKey }: KeyboardEvent,
  onHelp: () => void,
): ((player: Player) => void) | undefined {
  const inside = (selector: string): boolean =>
    target instanceof Element && target.closest(selector) !== null;
  const inGrid = inside("[role=treegrid]");
  const onSplitter = inside("[role=separator]");
  const jump = JUMP_KEYS[key.toLowerCase()];
  if (jump !== undefined) return (player) => void player.jump(shiftKey ? -1 : 1, JUMPS[jump]);
  switch (key) {
    case " ":
      // It presses a button that has the focus.
      if (inside("button, a, vscode-button")) return undefined;
      return (player) => (player.playing ? player.pause() : player.play());
    case "ArrowLeft":
    case "ArrowRight":
      // In the grid they fold and unfold; on a splitter they move it.
      if (inGrid || onSplitter) return undefined;
      return (player) => void player.jump(key === "ArrowRight" ? 1 : -1);
    case "Home":
      return inGrid ? undefined : (player) => player.seek(1);
    case "End":
      return inGrid ? undefined : (player) => player.seek(player.length);
    case "+":
    case "=":
      return (player) => player.faster(1);
    case "-":
      return (player) => player.faster(-1);
    case "?":
      return onHelp;
    default:
      return undefined;
  }
}

function isTyping({ target }: Event): boolean {
  return (
    target instanceof Element &&
    target.closest(
      "input:not([type=range]), textarea, select, vscode-textfield, vscode-single-select, dialog",
    ) !== null
  );
}
