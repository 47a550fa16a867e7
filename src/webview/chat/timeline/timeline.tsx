import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { MessageId } from "../../../core/ids.ts";
import type { ChatHeader } from "../../../protocol/chat.ts";
import { useParts } from "../chatParts.ts";
import { Empty } from "./empty.tsx";
import { Handoffs } from "./handoffs.tsx";
import { LazyTurn } from "./lazyTurn.tsx";
import { Nearness, NearnessContext } from "./nearness.ts";
import { usePlace } from "./usePlace.ts";
import { useReveal } from "./useReveal.ts";
import { useStickToBottom } from "./stickToBottom.ts";
import type { Revealed } from "../useChat.ts";
import { useTopic } from "../useTopic.ts";
import "./timeline.css";

/** The newest turns exist at once, so that opening a session does not flicker. */
const ALWAYS_DRAWN = 3;

interface TimelineProps {
  readonly header: ChatHeader;
  readonly revealed: Revealed | undefined;
  readonly editing: MessageId | undefined;
  readonly onEdit: (message: MessageId | undefined) => void;
}

/** The conversation. Only turns in or near the visible part exist in the document. */
export function Timeline({ header, revealed, editing, onEdit }: TimelineProps) {
  const { conversation } = useParts();
  useTopic(conversation, "turns");
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [nearness, setNearness] = useState<Nearness | undefined>(undefined);
  useLayoutEffect(() => setNearness(scroller.current ? new Nearness(scroller.current) : undefined), []);
  const { stuck, stick, release } = useStickToBottom(scroller, content);
  usePlace(scroller, stuck, release);
  useReveal(scroller, revealed, release);
  const { turns } = conversation;
  const last = turns.at(-1)?.id;
  const handoffs = header.running || header.readOnly !== undefined ? undefined : header.handoffs;
  const lastBefore = useRef(last);
  useEffect(() => {
    if (last !== lastBefore.current) stick(); // a message was sent, or another branch chosen
    lastBefore.current = last;
  }, [last]);
  return (
    <main class="timeline">
      <div
        ref={scroller}
        class="timeline-scroll"
        role="log"
        aria-live="off"
        aria-label="Conversation"
        tabIndex={0}
      >
        <div ref={content} class="timeline-content">
          <NearnessContext.Provider value={nearness}>
            {turns.length === 0 && <Empty header={header} />}
            {turns.map((turn, i) => (
              <LazyTurn
                key={turn.id}
                turn={turn}
                always={i >= turns.length - ALWAYS_DRAWN || turn.id === revealed?.turn}
                isLast={turn.id === last}
                running={turn.id === last && header.running}
                canAnswer={header.readOnly === undefined}
                canAct={!header.running && header.readOnly === undefined}
                agent={header.agent}
                editing={editing}
                onEdit={onEdit}
                revealed={turn.id === revealed?.turn ? revealed.item : undefined}
              />
            ))}
            {handoffs !== undefined && last !== undefined && <Handoffs choices={handoffs} turn={last} />}
          </NearnessContext.Provider>
        </div>
      </div>
      {!stuck && (
        <button type="button" class="timeline-down" onClick={stick}>
          ↓ {header.running ? "New" : "Latest"}
        </button>
      )}
    </main>
  );
}
