import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";
import "./disclosure.css";

interface DisclosureProps {
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
  readonly summary: ComponentChildren;
  /** Stands at the end of the line, outside of the button. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A line that opens what is below it. What is closed does not exist. */
export function Disclosure({ open, onToggle, summary, aside, children }: DisclosureProps) {
  return (
    <div class="disclosure">
      <div class="disclosure-line">
        <button type="button" class="disclosure-button" aria-expanded={open} onClick={() => onToggle(!open)}>
          <Icon name={open ? "chevron-down" : "chevron-right"} />
          {summary}
        </button>
        {aside}
      </div>
      {open && <div class="disclosure-body">{children}</div>}
    </div>
  );
}
