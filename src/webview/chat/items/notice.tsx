import { actionsOf, NOTICE_ACTIONS, type NoticeAction } from "../../../views/chatWords.ts";
import type { NoticeItem } from "../../../views/transcriptItems.ts";
import { Button } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { Icon } from "../../kit/icon.tsx";
import { memo } from "../../kit/memo.ts";
import { useAction } from "../../kit/useAction.ts";
import { useParts, type ChatParts } from "../chatParts.ts";
import { Countdown } from "./countdown.tsx";
import "./notice.css";

interface NoticeProps {
  readonly item: NoticeItem;
  /** Whether it is of the newest turn: what is past needs nobody any more. */
  readonly canAct: boolean;
}

/** What a safeguard did, why, and what the person can do about it. */
export const Notice = memo(({ item, canAct }: NoticeProps) => {
  const parts = useParts();
  const { run, pending, error, dismiss } = useAction((action: NoticeAction) => perform(parts, action, item));
  const actions = canAct ? actionsOf(item) : [];
  return (
    <div class={`notice notice-${item.severity}`} data-item={item.id} role="note">
      <Icon name={item.severity} label={item.severity} class="notice-icon" />
      <div class="notice-text">
        {item.until === undefined ? (
          item.text
        ) : (
          <span>
            {item.text.replace(/\.$/, "")} <Countdown until={item.until} />
          </span>
        )}
        {item.advice && <span class="muted"> {item.advice}</span>}
        <ErrorLine error={error} onDismiss={dismiss} />
      </div>
      {actions.length > 0 && (
        <div class="notice-actions">
          {actions.map((action) => (
            <Button
              key={action}
              primary={action === "skipWait" || action === "enterPrice"}
              disabled={pending}
              onClick={() => void run(action)}
            >
              {NOTICE_ACTIONS[action]}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
});

function perform({ host }: ChatParts, action: NoticeAction, { unpriced = "" }: NoticeItem): Promise<void> {
  switch (action) {
    case "skipWait":
    case "stop":
    case "newSession":
      return host.request(action);
    case "enterPrice":
      return host.request(action, { model: unpriced });
    case "setApiKey":
    case "openBudgetSettings":
    case "showLog":
    case "liftStop":
      return host.request("runCommand", { command: action });
  }
}
