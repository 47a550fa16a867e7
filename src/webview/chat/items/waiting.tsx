import { formatElapsed } from "../../../views/format.ts";
import type { TranscriptItem } from "../../../views/transcriptItems.ts";
import { useNow } from "../../kit/clock.ts";
import { Icon } from "../../kit/icon.tsx";
import { useParts } from "../chatParts.ts";
import "./waiting.css";

/** Says that the run goes on while nothing else of it can be seen. */
export function Waiting({ items }: { readonly items: readonly TranscriptItem[] }) {
  const { here } = useParts();
  const last = items.at(-1);
  const idle = last !== undefined && !showsItself(last);
  const now = useNow(idle);
  if (!idle) return null;
  return (
    <div class="waiting muted figures">
      <Icon name="loading" spin /> Working… {formatElapsed(now - here(last.at))}
    </div>
  );
}

function showsItself(item: TranscriptItem): boolean {
  switch (item.kind) {
    case "answer":
      return item.state === "streaming" && item.text + item.thinking !== "";
    case "tool":
      return item.state !== "done" && item.state !== "failed";
    case "notice":
      return item.until !== undefined;
    case "user":
      return false;
    case "end":
      return true;
  }
}
