import { useRef, useState } from "preact/hooks";
import { formatElapsed } from "../../../views/format.ts";
import type { AnswerItem } from "../../../views/transcriptItems.ts";
import { useNow } from "../../kit/clock.ts";
import { Disclosure } from "../../kit/disclosure.tsx";
import { GrowingText } from "../../kit/growingText.tsx";
import { useParts } from "../chatParts.ts";

/** The model's thinking: a line that says how long it takes, to be opened by those who care. */
export function Thinking({ item }: { readonly item: AnswerItem }) {
  const { here } = useParts();
  const [open, setOpen] = useState(false);
  const thinks = item.state === "streaming" && item.text === "";
  const now = useNow(thinks);
  const lasted = useRef<string | undefined>(undefined);
  if (thinks) lasted.current = formatElapsed(now - here(item.at));
  const label = thinks
    ? `Thinking… ${lasted.current}`
    : lasted.current
      ? `Thought for ${lasted.current}`
      : "Thought";
  return (
    <Disclosure open={open} onToggle={setOpen} summary={<span class="muted figures">{label}</span>}>
      <GrowingText class="thinking-text" label="Thinking" text={item.thinking} follow={thinks} />
    </Disclosure>
  );
}
