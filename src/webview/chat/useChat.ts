import { useCallback, useEffect, useState } from "preact/hooks";
import type { TurnId } from "../../core/ids.ts";
import type { Attachment, ChatContract, ChatHeader, ChatSnapshot } from "../../protocol/chat.ts";
import type { ItemId } from "../../views/transcriptItems.ts";
import type { Host } from "../kit/connection.ts";
import { useChatParts, type ChatParts } from "./chatParts.ts";

/** An item that is to be scrolled to. */
export interface Revealed {
  readonly turn: TurnId;
  readonly item: ItemId;
}

interface Opened {
  readonly state: "loading" | "open" | "failed";
  /** Why the session could not be opened. */
  readonly error?: Error;
  readonly header?: ChatHeader;
  /** A message that the host wants in the empty input. */
  readonly draft?: string;
  /** What belongs behind that message. */
  readonly attached?: Attachment | undefined;
  readonly revealed?: Revealed;
  /** Milliseconds by which the host's clock is ahead of the page's. */
  readonly clockOffset: number;
}

/** What the page knows, kept up to date by the host's news. */
export interface Chat extends Opened {
  readonly parts: ChatParts;
  /** Why something that was asked in passing, such as opening a file, did not work. */
  readonly problem: Error | undefined;
  readonly dismissProblem: () => void;
  /** Asks for everything anew. */
  readonly reopen: () => void;
}

export function useChat(host: Host<ChatContract>): Chat {
  const [opened, setOpened] = useState<Opened>({ state: "loading", clockOffset: 0 });
  const [problem, setProblem] = useState<Error | undefined>(undefined);
  const change = (news: Partial<Opened>): void => setOpened((before) => ({ ...before, ...news }));
  const parts = useChatParts(host, opened.clockOffset, setProblem);
  const { conversation } = parts;
  const reopen = useCallback(() => {
    const show = ({ turns, items, now, ...rest }: ChatSnapshot): void => {
      conversation.reset(turns, items);
      change({ state: "open", clockOffset: now - Date.now(), attached: undefined, ...rest });
    };
    host.request("open").then(show, (error: Error) => change({ state: "failed", error }));
  }, [host]);
  useEffect(() => {
    host.onNews((news) => {
      switch (news.type) {
        case "changes":
          return conversation.apply(news.changes);
        case "header":
          return change({ header: news.header });
        case "reset":
          return reopen();
        case "reveal":
          return change({ revealed: news });
      }
    }, reopen);
    reopen();
  }, [host]);
  return { ...opened, parts, problem, dismissProblem: () => setProblem(undefined), reopen };
}
