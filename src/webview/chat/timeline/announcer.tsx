import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../../views/conversation.ts";
import { nextToSay, type Said } from "../../../views/speech.ts";
import type { TranscriptItem } from "../../../views/transcriptItems.ts";
import { LiveRegion } from "../../kit/liveRegion.tsx";
import { useParts } from "../chatParts.ts";

const EVERY_MS = 1500;

/** Tells those who listen what arrives, sentence by sentence, and what waits for them. */
export function Announcer() {
  const { conversation } = useParts();
  const [text, setText] = useState("");
  const said = useRef<Said>(new Map());
  useEffect(() => {
    said.current = nextToSay(newestItems(conversation), new Map()).said; // what was there is no news
    const timer = setInterval(() => {
      const next = nextToSay(newestItems(conversation), said.current);
      said.current = next.said;
      if (next.text !== "") setText(next.text);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [conversation]);
  return <LiveRegion text={text} />;
}

function newestItems(conversation: Conversation): readonly TranscriptItem[] {
  const turn = conversation.turns.at(-1);
  return (turn && conversation.itemsOf(turn.id)) ?? [];
}
