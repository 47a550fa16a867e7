import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Answer } from "../../../protocol/chat.ts";
import { Button } from "../../kit/button.tsx";
import { TextField } from "../../kit/textField.tsx";

interface ApprovalButtonsProps {
  /** What *allow for this session* would cover; undefined where it is not offered. */
  readonly grant: string | undefined;
  readonly disabled: boolean;
  readonly onAnswer: (answer: Answer) => void;
}

export function ApprovalButtons({ grant, disabled, onAnswer }: ApprovalButtonsProps) {
  const [denying, setDenying] = useState<boolean | undefined>(undefined);
  const row = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (denying === false) row.current?.focus(); // back from the reason
  }, [denying]);
  if (denying) return <Deny disabled={disabled} onAnswer={onAnswer} onBack={() => setDenying(false)} />;
  return (
    <div ref={row} class="approval-buttons" tabIndex={-1}>
      <Button primary disabled={disabled} onClick={() => onAnswer({ decision: "allow", scope: "once" })}>
        Allow
      </Button>
      {grant !== undefined && (
        <Button disabled={disabled} onClick={() => onAnswer({ decision: "allow", scope: "session" })}>
          Allow for This Session
        </Button>
      )}
      <Button disabled={disabled} onClick={() => setDenying(true)}>
        Deny…
      </Button>
      {grant !== undefined && <span class="approval-grant muted small">For this session: {grant}.</span>}
    </div>
  );
}

interface DenyProps extends Pick<ApprovalButtonsProps, "disabled" | "onAnswer"> {
  readonly onBack: () => void;
}

/** Asks for the reason, which the agent reads. */
function Deny({ disabled, onAnswer, onBack }: DenyProps) {
  const [reason, setReason] = useState("");
  const text = reason.trim();
  const deny = (): void => onAnswer({ decision: "deny", ...(text !== "" && { reason: text }) });
  return (
    <div class="approval-deny">
      <TextField
        label="Why not? The agent reads this."
        placeholder="Why not, or what to do instead (the agent reads this)"
        text={reason}
        onText={setReason}
        onEnter={deny}
        onEscape={onBack}
      />
      <Button primary disabled={disabled} onClick={deny}>
        Deny
      </Button>
      <Button onClick={onBack}>Back</Button>
    </div>
  );
}
