import { useEffect, useRef, useState } from "preact/hooks";
import type { Attachment } from "../../../protocol/chat.ts";
import { LARGE_PASTE, messageOf, type Paste } from "../../../views/largeText.ts";
import { useParts } from "../chatParts.ts";
import { keep, type KeptState } from "../pageState.ts";

/** The message that is being written. Its typed part outlives a reload of the page. */
export interface Draft {
  readonly text: string;
  readonly pastes: readonly Paste[];
  /** The whole, as it would be sent. */
  readonly message: string;
  readonly setText: (text: string) => void;
  readonly removePaste: (id: number) => void;
  /** Holds a large pasted text apart from the input. */
  readonly onPaste: (event: ClipboardEvent) => void;
  /** Empties the draft, and returns what puts it back unless something new was written. */
  readonly take: () => () => void;
}

export function useDraft(given: string | undefined, attached?: Attachment): Draft {
  const { host } = useParts();
  const [text, setOnlyText] = useState(() => (host.state.get() as KeptState | undefined)?.draft ?? "");
  const [pastes, setPastes] = useState<readonly Paste[]>([]);
  const nextId = useRef(1);
  const setText = (news: string): void => {
    setOnlyText(news);
    keep(host.state, { draft: news });
  };
  useEffect(() => {
    if (given !== undefined && text === "") setText(given);
  }, [given]);
  useEffect(() => {
    const handed = attached === undefined ? [] : [{ id: nextId.current++, ...attached }];
    setPastes((before) => [...before.filter(({ label }) => label === undefined), ...handed]);
  }, [attached]);
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (pasted.length < LARGE_PASTE) return;
    event.preventDefault();
    setPastes((before) => [...before, { id: nextId.current++, text: pasted }]);
  };
  const take = (): (() => void) => {
    setText("");
    setPastes([]);
    return () => {
      setOnlyText((now) => now || text);
      setPastes((now) => (now.length > 0 ? now : pastes));
      keep(host.state, { draft: text });
    };
  };
  const removePaste = (id: number): void => setPastes((before) => before.filter((paste) => paste.id !== id));
  return { text, pastes, message: messageOf(text, pastes), setText, removePaste, onPaste, take };
}
