import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { UserItem } from "../../../views/transcriptItems.ts";
import { Button } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { TextArea } from "../../kit/textArea.tsx";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";
import "./messageEditor.css";

interface MessageEditorProps {
  readonly item: UserItem;
  readonly onClose: () => void;
}

/** Edits an own message. Sending it makes another branch; what was there stays. */
export function MessageEditor({ item, onClose }: MessageEditorProps) {
  const { host } = useParts();
  const [text, setText] = useState(item.text);
  const { run, pending, error, dismiss } = useAction(() => host.request("edit", { message: item.id, text }));
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    area.current?.focus();
    area.current?.setSelectionRange(item.text.length, item.text.length);
  }, []);
  const send = async (): Promise<void> => {
    if (text.trim() !== "" && !pending && (await run())) onClose();
  };
  return (
    <div class="message-editor">
      <TextArea
        areaRef={area}
        label="Edit your message"
        text={text}
        onText={setText}
        onEnter={() => void send()}
        onEscape={onClose}
      />
      <ErrorLine error={error} onDismiss={dismiss} />
      <div class="message-editor-buttons">
        <Button onClick={onClose}>Cancel</Button>
        <Button primary disabled={text.trim() === "" || pending} onClick={() => void send()}>
          Send
        </Button>
      </div>
    </div>
  );
}
