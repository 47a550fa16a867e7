import { useState } from "preact/hooks";
import { formatBytes } from "../../../views/format.ts";
import type { ToolItem } from "../../../views/transcriptItems.ts";
import { Disclosure } from "../../kit/disclosure.tsx";
import { GrowingText } from "../../kit/growingText.tsx";

/** The most that is shown of arguments, in characters. */
const MOST = 20_000;

/** The arguments of a call. Where a preview shows the same more readably, they are folded. */
export function ToolInput({ item }: { readonly item: ToolItem }) {
  const [open, setOpen] = useState<boolean | undefined>(undefined);
  if (item.input === "" || item.input === "{}") return null;
  const writing = item.state === "writing";
  return (
    <Disclosure
      open={open ?? item.approval === undefined}
      onToggle={setOpen}
      summary={
        <span class="tool-part-name">Arguments{writing && `, ${formatBytes(item.input.length)} so far`}</span>
      }
    >
      <GrowingText label={`Arguments of ${item.name}`} text={shown(item.input, writing)} follow={writing} />
    </Disclosure>
  );
}

/** The end while it is being written, the beginning afterwards. */
function shown(input: string, writing: boolean): string {
  if (input.length <= MOST) return input;
  const rest = formatBytes(input.length - MOST);
  return writing ? `${rest} before this …\n${input.slice(-MOST)}` : `${input.slice(0, MOST)}\n… ${rest} more`;
}
