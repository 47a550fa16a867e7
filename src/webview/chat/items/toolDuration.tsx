import { formatDuration } from "../../../views/figures.ts";
import { formatElapsed } from "../../../views/format.ts";
import type { ToolItem } from "../../../views/transcriptItems.ts";
import { useNow } from "../../kit/clock.ts";
import { useParts } from "../chatParts.ts";

/** How long a call took, or takes already. */
export function ToolDuration({ item }: { readonly item: ToolItem }) {
  const { here } = useParts();
  const runs = item.state === "running";
  const now = useNow(runs);
  const elapsed = now - here(item.at);
  const text =
    item.duration !== undefined
      ? formatDuration(item.duration)
      : runs && elapsed >= 1000
        ? formatElapsed(elapsed)
        : "";
  return text === "" ? null : <span class="tool-duration muted figures">{text}</span>;
}
