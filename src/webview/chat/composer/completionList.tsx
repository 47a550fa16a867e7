import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../kit/icon.tsx";
import "./completionList.css";
import type { Completions } from "./useCompletions.ts";

const LIST_ID = "completions";
const optionId = (index: number): string => `completion-${index}`;

/** What the input tells those who listen about the open list. */
export const listOf = (completions: Completions | undefined) =>
  completions && { id: LIST_ID, active: optionId(completions.active) };

interface CompletionListProps {
  readonly completions: Completions;
  readonly onPick: (index: number) => void;
}

/** The files or commands that complete the word at the caret. */
export function CompletionList({ completions, onPick }: CompletionListProps) {
  const { word, choices, active } = completions;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: "nearest" }), [active]);
  return (
    <ul
      ref={list}
      id={LIST_ID}
      class="completions"
      role="listbox"
      aria-label={word.kind === "file" ? "Files" : "Commands"}
    >
      {choices.map(({ id, label, detail }, i) => (
        <li
          key={id}
          id={optionId(i)}
          class="completion"
          role="option"
          aria-selected={i === active}
          onPointerDown={(event) => {
            event.preventDefault(); // keeps the focus in the input
            onPick(i);
          }}
        >
          <Icon name={word.kind === "file" ? "file" : "terminal"} />
          <span class="completion-label">{label}</span>
          <span class="muted ellipsis">{detail}</span>
        </li>
      ))}
    </ul>
  );
}

/** Lets the keyboard rule the list; true where the key was for it. */
export function onListKey(
  event: KeyboardEvent,
  completions: Completions,
  onPick: (index: number) => void,
): boolean {
  const { choices, active, setActive, close } = completions;
  switch (event.key) {
    case "ArrowDown":
      setActive((active + 1) % choices.length);
      return true;
    case "ArrowUp":
      setActive((active + choices.length - 1) % choices.length);
      return true;
    case "Enter":
    case "Tab":
      if (event.shiftKey) return false;
      onPick(active);
      return true;
    case "Escape":
      close();
      return true;
    default:
      return false;
  }
}
