import { useState } from "preact/hooks";
import { formatBytes } from "../../../views/format.ts";
import type { ToolItem } from "../../../views/transcriptItems.ts";
import { LinkButton } from "../../kit/button.tsx";
import { Disclosure } from "../../kit/disclosure.tsx";
import { GrowingText } from "../../kit/growingText.tsx";
import { useParts } from "../chatParts.ts";

/** The most that is shown of an output here, in characters; an editor shows the whole. */
const MOST = 20_000;

/** What a call prints, while it runs and afterwards. */
export function ToolOutput({ item }: { readonly item: ToolItem }) {
  const { host, attempt } = useParts();
  const [open, setOpen] = useState(true);
  if (item.output === "") return null;
  const running = item.state === "running";
  const whole = item.fullBytes ?? (item.output.length > MOST ? item.output.length : undefined);
  return (
    <Disclosure
      open={open}
      onToggle={setOpen}
      summary={<span class="tool-part-name">Output</span>}
      aside={
        whole !== undefined &&
        !running && (
          <LinkButton onClick={() => attempt(host.request("openOutput", { call: item.id }))}>
            Open whole output ({formatBytes(whole)})
          </LinkButton>
        )
      }
    >
      <GrowingText
        label={`Output of ${item.name}`}
        text={running ? item.output.slice(-MOST) : item.output.slice(0, MOST)}
        follow={running || item.name === "run_command"}
      />
    </Disclosure>
  );
}
