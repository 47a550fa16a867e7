import { useRef } from "preact/hooks";
import type { Answer } from "../../../protocol/chat.ts";
import type { ToolItem } from "../../../views/transcriptItems.ts";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";
import "./approval.css";
import { ApprovalButtons } from "./approvalButtons.tsx";
import { CallPreview } from "./callPreview.tsx";
import { CommandPreview } from "./commandPreview.tsx";
import { DiffPreview } from "./diffPreview.tsx";
import { useFocusOnArrival } from "./useFocusOnArrival.ts";

interface ApprovalProps {
  readonly item: ToolItem;
  readonly approval: NonNullable<ToolItem["approval"]>;
  readonly canAnswer: boolean;
}

/** What a person is asked to allow, and the answer once there is one. */
export function Approval({ item, approval, canAnswer }: ApprovalProps) {
  const { host, past } = useParts();
  const { run, pending, error, dismiss } = useAction((answer: Answer) =>
    host.request("answer", { call: item.id, answer }),
  );
  const waits = item.state === "asking";
  const asks = waits && canAnswer;
  const group = useRef<HTMLDivElement>(null);
  useFocusOnArrival(group, asks);
  const { preview, sensitive, grant, answer } = approval;
  return (
    <div
      ref={group}
      class="approval"
      role="group"
      aria-label={`Approval of ${item.name} ${item.title}`}
      tabIndex={-1}
    >
      {preview?.kind === "diff" && <DiffPreview preview={preview} call={item.id} canOpen={asks} />}
      {preview?.kind === "command" && <CommandPreview preview={preview} />}
      {preview?.kind === "call" && <CallPreview preview={preview} />}
      {sensitive !== undefined && (
        <p class="approval-sensitive">
          <Icon name="warning" /> <span>Asked every time: {sensitive}.</span>
        </p>
      )}
      {asks && <ApprovalButtons grant={grant} disabled={pending} onAnswer={(given) => void run(given)} />}
      <ErrorLine error={error} onDismiss={dismiss} />
      {waits && !canAnswer && (
        <p class="approval-answer muted">
          {past ? "Nobody had answered yet at this moment." : "Asked where the session runs."}
        </p>
      )}
      {answer !== undefined && <p class="approval-answer muted">{answer}</p>}
    </div>
  );
}
