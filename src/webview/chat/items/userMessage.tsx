import type { MessageId } from "../../../core/ids.ts";
import type { TurnView, UserItem } from "../../../views/transcriptItems.ts";
import { IconButton } from "../../kit/button.tsx";
import { memo } from "../../kit/memo.ts";
import { useParts } from "../chatParts.ts";
import { Branches } from "./branches.tsx";
import { LongText } from "./longText.tsx";
import { MessageEditor } from "./messageEditor.tsx";
import "./userMessage.css";

interface UserMessageProps {
  readonly item: UserItem;
  readonly turn: TurnView;
  readonly canAct: boolean;
  readonly editing: boolean;
  readonly onEdit: (message: MessageId | undefined) => void;
}

/** A longer message is not put into an input: that would freeze the page. */
const LONGEST_EDITABLE = 50_000;

/** What the person wrote, with the other versions of it. */
export const UserMessage = memo(({ item, turn, canAct, editing, onEdit }: UserMessageProps) => {
  const { host, attempt, noFork = false } = useParts();
  return (
    <article class="user-message" data-item={item.id} aria-label={item.sender ?? "You"}>
      {item.sender !== undefined && <span class="user-sender muted small">{item.sender}</span>}
      {editing ? (
        <MessageEditor item={item} onClose={() => onEdit(undefined)} />
      ) : (
        <div class="user-line">
          {!noFork && (
            <IconButton
              icon="repo-forked"
              label="Fork from here…"
              class="user-edit"
              onClick={() => attempt(host.request("fork", { message: item.id }))}
            />
          )}
          {canAct && item.text.length <= LONGEST_EDITABLE && (
            <IconButton
              icon="edit"
              label="Edit and send again"
              class="user-edit"
              onClick={() => onEdit(item.id)}
            />
          )}
          <div class="user-bubble">
            <LongText text={item.text} />
          </div>
        </div>
      )}
      <Branches turn={turn} canSwitch={canAct} />
    </article>
  );
});
