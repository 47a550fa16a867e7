import type { ComponentChildren } from "preact";
import { Icon } from "../../kit/icon.tsx";
import "./footNotice.css";

interface FootNoticeProps {
  readonly icon: string;
  readonly text: string;
  readonly tone?: "quiet" | "warning";
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

/** Something that holds for the whole session, said where messages are written. */
export function FootNotice({ icon, text, tone = "quiet", children }: FootNoticeProps) {
  return (
    <div class={`foot-notice foot-notice-${tone}`} role="status">
      <Icon name={icon} />
      <span class="foot-notice-text">{text}</span>
      {children}
    </div>
  );
}
