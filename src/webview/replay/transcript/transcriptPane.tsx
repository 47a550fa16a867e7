import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SpanContext } from "../../../core/telemetry.ts";
import type { ReplayContract } from "../../../protocol/replay.ts";
import { ChatContext, useChatParts } from "../../chat/chatParts.ts";
import { LazyTurn } from "../../chat/timeline/lazyTurn.tsx";
import { Nearness, NearnessContext } from "../../chat/timeline/nearness.ts";
import { LinkButton } from "../../kit/button.tsx";
import type { Host } from "../../kit/connection.ts";
import { chatHost } from "../chatHost.ts";
import type { Shown } from "../usePlayState.ts";
import "./transcriptPane.css";

interface TranscriptPaneProps {
  readonly host: Host<ReplayContract>;
  readonly shown: Shown | undefined;
  readonly canFork: boolean;
  readonly onEarlier: () => void;
  readonly onSpan: (span: SpanContext) => void;
  readonly onProblem: (error: Error) => void;
}

const nothing = (): void => undefined;

/** The conversation as it stood, read-only, with its end in view. */
export function TranscriptPane({ host, shown, canFork, onEarlier, onSpan, onProblem }: TranscriptPaneProps) {
  const newest = useRef({ shown, onSpan });
  newest.current = { shown, onSpan };
  const asChat = useMemo(
    () =>
      chatHost(host, {
        openSpan: (span) => newest.current.onSpan(span),
        outputOf: (call) => {
          const item = newest.current.shown?.items.find(({ id }) => id === call);
          return item?.kind === "tool" ? item.output : "";
        },
      }),
    [host],
  );
  const chat = useChatParts(asChat, 0, onProblem);
  const parts = useMemo(
    () => ({
      ...chat,
      past: true,
      noFork: !canFork,
      here: (time: number) => Date.now() + time - (newest.current.shown?.state.wall ?? time),
    }),
    [chat, canFork],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const [nearness, setNearness] = useState<Nearness | undefined>(undefined);
  useLayoutEffect(() => setNearness(scroller.current ? new Nearness(scroller.current) : undefined), []);
  const [, drawn] = useState(0);
  useLayoutEffect(() => {
    if (shown === undefined) return;
    parts.conversation.reset(shown.state.turns, shown.items);
    drawn((count) => count + 1);
  }, [shown]);
  useEndInView(scroller, shown?.state.position);
  const { turns } = parts.conversation;
  const last = turns.at(-1)?.id;
  return (
    <ChatContext.Provider value={parts}>
      <div
        ref={scroller}
        class="replay-scroll"
        role="log"
        aria-live="off"
        aria-label="Conversation"
        tabIndex={0}
      >
        <div class="replay-content">
          {shown?.state.hasEarlier && (
            <p class="replay-earlier">
              <LinkButton onClick={onEarlier}>Show what came before</LinkButton>
            </p>
          )}
          {shown !== undefined && turns.length === 0 && (
            <p class="replay-empty muted">Nothing had been said yet at this moment.</p>
          )}
          <NearnessContext.Provider value={nearness}>
            {turns.map((turn) => (
              <LazyTurn
                key={turn.id}
                turn={turn}
                always={turn.id === last}
                isLast={turn.id === last}
                running={false}
                canAct={false}
                canAnswer={false}
                agent={shown?.state.status.agent ?? ""}
                editing={undefined}
                onEdit={nothing}
                revealed={undefined}
              />
            ))}
          </NearnessContext.Provider>
        </div>
      </div>
    </ChatContext.Provider>
  );
}

/** When the playhead moves, what it has reached is seen; in between the person may scroll. */
function useEndInView(
  scroller: { readonly current: HTMLElement | null },
  position: number | undefined,
): void {
  const follows = useRef(true);
  useLayoutEffect(() => {
    follows.current = true;
  }, [position]);
  useEffect(() => {
    const { current: list } = scroller;
    const content = list?.firstElementChild;
    if (list === null || !content) return;
    // Cards and Markdown get their height when they are drawn, which may be later than the state.
    const follow = new ResizeObserver(() => {
      if (follows.current) list.scrollTop = list.scrollHeight;
    });
    const leave = (): void => {
      follows.current = false;
    };
    follow.observe(content);
    list.addEventListener("wheel", leave, { passive: true });
    list.addEventListener("pointerdown", leave);
    list.addEventListener("keydown", leave);
    return () => {
      follow.disconnect();
      list.removeEventListener("wheel", leave);
      list.removeEventListener("pointerdown", leave);
      list.removeEventListener("keydown", leave);
    };
  }, []);
  useEffect(() => {
    const { current: list } = scroller;
    if (list !== null) list.scrollTop = list.scrollHeight;
  }, [position]);
}
