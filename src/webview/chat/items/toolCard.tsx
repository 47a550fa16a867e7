import { useState } from "preact/hooks";
import { opensByItself, toolIcon, toolState } from "../../../views/toolCards.ts";
import type { ToolItem } from "../../../views/transcriptItems.ts";
import { Disclosure } from "../../kit/disclosure.tsx";
import { Icon } from "../../kit/icon.tsx";
import { memo } from "../../kit/memo.ts";
import { Approval } from "./approval.tsx";
import { SpanLink } from "./spanLink.tsx";
import "./toolCard.css";
import { ToolDuration } from "./toolDuration.tsx";
import { ToolInput } from "./toolInput.tsx";
import { ToolOutput } from "./toolOutput.tsx";
import { useSettled } from "./useSettled.ts";

/** A call that is done sooner than this never opens, so that cards do not flicker. */
const OPENS_AFTER_MS = 400;

interface ToolCardProps {
  readonly item: ToolItem;
  /** Whether it is asked here; else the window that runs the session asks. */
  readonly canAnswer: boolean;
}

/** A tool call: what was asked of which tool, what it waits for, what came of it. */
export const ToolCard = memo(({ item, canAnswer }: ToolCardProps) => {
  const [chosen, setChosen] = useState<boolean | undefined>(undefined);
  const settled = useSettled(opensByItself(item), OPENS_AFTER_MS);
  const open = chosen ?? (settled || item.state === "asking");
  return (
    <article
      class={`tool-card tool-${item.state}`}
      data-item={item.id}
      aria-label={`${item.name} ${item.title}`}
    >
      <Disclosure
        open={open}
        onToggle={setChosen}
        summary={<Summary item={item} />}
        aside={item.span && <SpanLink span={item.span} />}
      >
        <div class="tool-body">
          {item.approval && <Approval item={item} approval={item.approval} canAnswer={canAnswer} />}
          {item.approval?.preview?.kind !== "call" && <ToolInput item={item} />}
          <ToolOutput item={item} />
        </div>
      </Disclosure>
    </article>
  );
});

function Summary({ item }: { readonly item: ToolItem }) {
  const { icon, tone, label, busy } = toolState(item);
  return (
    <>
      <Icon name={toolIcon(item.name)} class="tool-icon" />
      <span class="tool-name">{item.name}</span>
      <span class="tool-title ellipsis" title={item.title}>
        {item.title}
      </span>
      <span class={`tool-state tone-${tone}`}>
        <Icon name={icon} spin={busy} />
        <span class={item.state === "done" || item.state === "running" ? "visually-hidden" : ""}>
          {label}
        </span>
      </span>
      <ToolDuration item={item} />
    </>
  );
}
