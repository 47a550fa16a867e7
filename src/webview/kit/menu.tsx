import "@vscode-elements/elements/dist/vscode-context-menu/index.js";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "./button.tsx";
import "./menu.css";

interface MenuItem {
  readonly id: string;
  readonly label: string;
}

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly onPick: (id: string) => void;
}

/** The button `⋯` with the menu that it opens. */
export function MoreMenu({ label, items, onPick }: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const host = useRef<HTMLSpanElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event): void => {
      if (!host.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("focusin", outside);
    document.addEventListener("pointerdown", outside);
    return () => {
      document.removeEventListener("focusin", outside);
      document.removeEventListener("pointerdown", outside);
    };
  }, [open]);
  return (
    <span ref={host} class="more-menu" onKeyDown={({ key }) => key === "Escape" && open && close()}>
      <IconButton
        icon="ellipsis"
        label={label}
        expanded={open}
        buttonRef={button}
        onClick={() => setOpen(!open)}
      />
      <vscode-context-menu
        class="more-menu-list"
        data={items.map(({ id, label: text }) => ({ label: text, value: id }))}
        show={open}
        onvsc-context-menu-select={({ detail }) => {
          close();
          onPick(detail.value);
        }}
      />
    </span>
  );
}
