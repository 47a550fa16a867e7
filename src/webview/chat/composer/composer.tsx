import { useRef, useState } from "preact/hooks";
import type { MessageId } from "../../../core/ids.ts";
import type { Attachment, ChatHeader } from "../../../protocol/chat.ts";
import { complete } from "../../../views/completion.ts";
import type { Conversation } from "../../../views/conversation.ts";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { TextArea } from "../../kit/textArea.tsx";
import { useParts } from "../chatParts.ts";
import { CompletionList, listOf, onListKey } from "./completionList.tsx";
import "./composer.css";
import { ComposerFoot } from "./composerFoot.tsx";
import { Pastes } from "./pastes.tsx";
import { SizeQuestion } from "./sizeQuestion.tsx";
import { useCompletions } from "./useCompletions.ts";
import { useDraft } from "./useDraft.ts";
import { useInputFocus } from "./useInputFocus.ts";
import { useSending } from "./useSending.ts";

interface ComposerProps {
  readonly header: ChatHeader;
  /** What the host wants in the empty input. */
  readonly draft: string | undefined;
  readonly attached: Attachment | undefined;
  /** Whether an older message is being edited. */
  readonly editing: boolean;
  readonly onEditLast: (message: MessageId) => void;
}

/** Where messages are written. */
export function Composer({ header, draft: given, attached, editing, onEditLast }: ComposerProps) {
  const { conversation } = useParts();
  const draft = useDraft(given, attached);
  const sending = useSending(draft);
  const area = useRef<HTMLTextAreaElement>(null);
  useInputFocus(area, editing);
  const [caret, setCaret] = useState(draft.text.length);
  const completions = useCompletions(draft.text, caret);
  const canSend =
    !header.running && header.waitingFor === undefined && draft.message !== "" && !sending.pending;

  const write = (text: string, at: number): void => {
    draft.setText(text);
    setCaret(at);
    sending.withdraw();
  };
  const pick = (index: number): void => {
    const choice = completions?.choices[index];
    if (completions === undefined || choice === undefined) return;
    const done = complete(draft.text, completions.word, choice.id);
    write(done.text, done.caret);
    requestAnimationFrame(() => area.current?.setSelectionRange(done.caret, done.caret));
  };
  const onKey = (event: KeyboardEvent): boolean => {
    if (completions !== undefined) return onListKey(event, completions, pick);
    const last = event.key === "ArrowUp" && draft.text === "" && !header.running && lastMessage(conversation);
    if (last) onEditLast(last);
    return Boolean(last);
  };

  return (
    <form class="composer" aria-label="Message" onSubmit={(event) => event.preventDefault()}>
      <ErrorLine error={sending.error} onDismiss={sending.dismiss} />
      {sending.warning !== undefined && (
        <SizeQuestion warning={sending.warning} onSend={sending.sendAnyway} onBack={sending.withdraw} />
      )}
      <div class="composer-box">
        {completions && <CompletionList completions={completions} onPick={pick} />}
        <TextArea
          areaRef={area}
          label={`Message to ${header.agent}`}
          placeholder={`Ask ${header.agent}: @ for a file, / for a command`}
          text={draft.text}
          list={listOf(completions)}
          onText={(text) => write(text, area.current?.selectionEnd ?? text.length)}
          onCaret={setCaret}
          onKey={onKey}
          onEnter={() => canSend && sending.send()}
          onPaste={draft.onPaste}
        />
        <Pastes pastes={draft.pastes} onRemove={draft.removePaste} />
        <ComposerFoot
          running={header.running || header.waitingFor !== undefined}
          waitingFor={header.waitingFor}
          waits={draft.text !== ""}
          canSend={canSend}
          onSend={sending.send}
        />
      </div>
    </form>
  );
}

/** The person's last message on the branch that is shown. */
function lastMessage(conversation: Conversation): MessageId | undefined {
  const turn = conversation.turns.at(-1);
  const items = turn && conversation.itemsOf(turn.id);
  return items?.find((item) => item.kind === "user")?.id;
}
