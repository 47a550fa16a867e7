import { waitingText } from "../../../views/missingServers.ts";
import { Button } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";

interface ComposerFootProps {
  readonly running: boolean;
  /** MCP servers that the run waits for. */
  readonly waitingFor: readonly string[] | undefined;
  /** Whether a message is written that cannot be sent yet. */
  readonly waits: boolean;
  readonly canSend: boolean;
  readonly onSend: () => void;
}

/** Sends the message, or stops the run that has to end first. */
export function ComposerFoot({ running, waitingFor = [], waits, canSend, onSend }: ComposerFootProps) {
  const { host } = useParts();
  const { run, pending, error, dismiss } = useAction(() => host.request("stop"));
  return (
    <div class="composer-foot">
      <span class="muted small" role="status">
        {waitingText(waitingFor) ?? (running && waits && "To send, stop the agent or wait for it.")}
      </span>
      <ErrorLine error={error} onDismiss={dismiss} />
      {running ? (
        <Button icon="debug-stop" disabled={pending} onClick={() => void run()}>
          Stop
        </Button>
      ) : (
        <Button primary icon="send" disabled={!canSend} title="Send (Enter)" onClick={onSend}>
          Send
        </Button>
      )}
    </div>
  );
}
