import { createContext } from "preact";
import { useContext, useMemo } from "preact/hooks";
import type { ChatContract } from "../../protocol/chat.ts";
import { Conversation } from "../../views/conversation.ts";
import type { Host } from "../kit/connection.ts";
import type { TextActions } from "../kit/markdown/markdown.tsx";
import { TurnLoader } from "./turnLoader.ts";

/** What every part of the page may use. It changes next to never, so that nothing is drawn for its sake. */
export interface ChatParts {
  readonly host: Host<ChatContract>;
  readonly conversation: Conversation;
  readonly loader: TurnLoader;
  readonly text: TextActions;
  /** Lets the host do something in passing; the page says so if it fails. */
  readonly attempt: (request: Promise<unknown>) => void;
  /** A time of the host as one of the page's own clock. */
  readonly here: (time: number) => number;
  /** Whether the past is shown, of which nothing can be answered any more. */
  readonly past?: boolean;
  /** Whether nothing can be forked here: what is shown is no session of this workspace. */
  readonly noFork?: boolean;
}

export const ChatContext = createContext<ChatParts | undefined>(undefined);

/** @throws Error outside of the chat page. */
export function useParts(): ChatParts {
  const parts = useContext(ChatContext);
  if (parts === undefined) throw new Error("this belongs into a chat page");
  return parts;
}

export function useChatParts(
  host: Host<ChatContract>,
  clockOffset: number,
  onProblem: (error: Error) => void,
): ChatParts {
  const conversation = useMemo(() => new Conversation(), [host]);
  return useMemo(() => {
    const attempt = (request: Promise<unknown>): void => void request.catch(onProblem);
    return {
      host,
      conversation,
      loader: new TurnLoader(host, conversation),
      text: {
        openFile: (path, line) =>
          attempt(host.request("openFile", { path, ...(line !== undefined && { line }) })),
        copy: (text) => attempt(host.request("copy", { text })),
      },
      attempt,
      here: (time) => time - clockOffset,
    };
  }, [host, conversation, clockOffset]);
}
