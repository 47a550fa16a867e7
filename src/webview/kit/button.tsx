import "@vscode-elements/elements/dist/vscode-button/index.js";
import type { ComponentChildren, Ref } from "preact";
import "./button.css";
import { Icon } from "./icon.tsx";

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  /** The one that is meant to be taken. */
  readonly primary?: boolean;
  readonly disabled?: boolean;
  readonly icon?: string;
  readonly title?: string;
}

/** A button with a text, as VS Code draws it. */
export function Button({ children, onClick, primary = false, disabled = false, icon, title }: ButtonProps) {
  return (
    <vscode-button
      class="button"
      secondary={!primary}
      disabled={disabled}
      title={title}
      onClick={() => disabled || onClick()}
    >
      {icon && <Icon name={icon} class="button-icon" />}
      {children}
    </vscode-button>
  );
}

interface IconButtonProps {
  readonly icon: string;
  /** What it does: its name and its tooltip. */
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  /** Set on a button that opens something. */
  readonly expanded?: boolean;
  readonly class?: string;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

/** A quiet button that is only an icon, as in VS Code's toolbars. */
export function IconButton({
  icon,
  label,
  onClick,
  disabled = false,
  expanded,
  class: extra = "",
  buttonRef,
}: IconButtonProps) {
  return (
    <button
      ref={buttonRef ?? null}
      type="button"
      class={`icon-button ${extra}`}
      aria-label={label}
      aria-expanded={expanded}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/** A button that reads as a link. */
export function LinkButton({
  children,
  onClick,
  title,
}: Pick<ButtonProps, "children" | "onClick" | "title">) {
  return (
    <button type="button" class="link-button" title={title} onClick={onClick}>
      {children}
    </button>
  );
}
