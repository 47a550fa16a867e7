import { sourceText } from "../../../views/toolCards.ts";
import type { ToolItem } from "../../../views/transcriptItems.ts";
import { GrowingText } from "../../kit/growingText.tsx";
import "./callPreview.css";

type Preview = NonNullable<NonNullable<ToolItem["approval"]>["preview"]>;

interface CallPreviewProps {
  readonly preview: Extract<Preview, { kind: "call" }>;
}

/** Whose tool would run, what it says of itself, and with which arguments. */
export function CallPreview({ preview: { source, description, input } }: CallPreviewProps) {
  return (
    <div class="call-preview">
      <p class="small">
        Runs outside Agent Flightdeck, in {sourceText(source)}. It says of itself:{" "}
        <q class="muted">{description.trim() || "nothing"}</q>
      </p>
      <GrowingText label="Arguments" text={input} />
    </div>
  );
}
