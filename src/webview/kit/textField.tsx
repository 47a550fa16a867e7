import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { VscodeTextfield } from "@vscode-elements/elements/dist/vscode-textfield/index.js";
import { useEffect, useRef } from "preact/hooks";
import "./textField.css";

interface TextFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onEnter: () => void;
  readonly onEscape: () => void;
}

/** An input of one line that takes the focus when it appears. */
export function TextField({ label, placeholder, text, onText, onEnter, onEscape }: TextFieldProps) {
  const field = useRef<VscodeTextfield>(null);
  useEffect(() => {
    const { current } = field;
    void current?.updateComplete.then(() => current.focus());
  }, []);
  return (
    <vscode-textfield
      ref={field}
      class="text-field"
      label={label}
      placeholder={placeholder}
      value={text}
      onInput={({ currentTarget }) => onText(currentTarget.value)}
      onKeyDown={({ key, isComposing }) => {
        if (isComposing) return;
        if (key === "Enter") onEnter();
        if (key === "Escape") onEscape();
      }}
    />
  );
}
