import type { Ref } from "preact";
import "./textArea.css";

interface TextAreaProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onEnter: () => void;
  readonly onEscape?: () => void;
  /** Gets keys first; true where it dealt with one. */
  readonly onKey?: (event: KeyboardEvent) => boolean;
  readonly onPaste?: (event: ClipboardEvent) => void;
  readonly onCaret?: (caret: number) => void;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly areaRef?: Ref<HTMLTextAreaElement>;
  /** The list that completes what is typed, while it is open. */
  readonly list?: { readonly id: string; readonly active: string | undefined } | undefined;
}

/** An input of several lines that grows with its text. Enter is for its owner, Shift+Enter a new line. */
export function TextArea(props: TextAreaProps) {
  const { label, text, placeholder, disabled = false, list, onText, onPaste, onCaret } = props;
  return (
    <textarea
      ref={props.areaRef ?? null}
      class="text-area"
      rows={1}
      aria-label={label}
      placeholder={placeholder}
      disabled={disabled}
      value={text}
      aria-autocomplete={list && "list"}
      aria-controls={list?.id}
      aria-activedescendant={list?.active}
      onInput={({ currentTarget }) => onText(currentTarget.value)}
      onSelect={({ currentTarget }) => onCaret?.(currentTarget.selectionEnd)}
      onPaste={onPaste}
      onKeyDown={(event) => onKeyDown(event, props)}
    />
  );
}

function onKeyDown(event: KeyboardEvent, { onKey, onEnter, onEscape }: TextAreaProps): void {
  if (event.isComposing) return; // Enter ends the composition of a character then
  if (onKey?.(event)) return event.preventDefault();
  if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    onEnter();
  } else if (event.key === "Escape") onEscape?.();
}
