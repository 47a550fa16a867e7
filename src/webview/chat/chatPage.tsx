import { useEffect, useState } from "preact/hooks";
import type { MessageId } from "../../core/ids.ts";
import type { ChatContract } from "../../protocol/chat.ts";
import { Button } from "../kit/button.tsx";
import type { Host } from "../kit/connection.ts";
import { ErrorLine } from "../kit/errorLine.tsx";
import { ChatContext } from "./chatParts.ts";
import "./chatPage.css";
import { Composer } from "./composer/composer.tsx";
import { ReadOnly } from "./composer/readOnly.tsx";
import { StoppedAll } from "./composer/stoppedAll.tsx";
import { Tainted } from "./composer/tainted.tsx";
import { Header } from "./header/header.tsx";
import { Loading } from "./loading.tsx";
import { Announcer } from "./timeline/announcer.tsx";
import { Timeline } from "./timeline/timeline.tsx";
import { useChat, type Chat } from "./useChat.ts";

/** The chat panel. */
export function ChatPage({ host }: { readonly host: Host<ChatContract> }) {
  const chat = useChat(host);
  return (
    <ChatContext.Provider value={chat.parts}>
      <div class="chat">
        {chat.header === undefined ? <NotYet chat={chat} /> : <Open chat={chat} header={chat.header} />}
      </div>
    </ChatContext.Provider>
  );
}

function NotYet({ chat }: { readonly chat: Chat }) {
  if (chat.state === "loading") return <Loading />;
  return (
    <div class="chat-failed">
      <ErrorLine error={chat.error} />
      <Button primary onClick={chat.reopen}>
        Try Again
      </Button>
    </div>
  );
}

function Open({ chat, header }: { readonly chat: Chat; readonly header: NonNullable<Chat["header"]> }) {
  const [editing, setEditing] = useState<MessageId | undefined>(undefined);
  useEffect(() => {
    if (header.running) setEditing(undefined);
  }, [header.running]);
  return (
    <>
      <Header header={header} />
      <Timeline header={header} revealed={chat.revealed} editing={editing} onEdit={setEditing} />
      <Announcer />
      <div class="chat-foot">
        <ErrorLine
          error={chat.state === "failed" ? chat.error : chat.problem}
          onDismiss={chat.dismissProblem}
        />
        {header.stopped !== undefined && <StoppedAll reason={header.stopped} />}
        {header.taint !== undefined && (
          <Tainted taint={header.taint} readOnly={header.readOnly !== undefined} />
        )}
        {header.readOnly === undefined ? (
          <Composer
            header={header}
            draft={chat.draft}
            attached={chat.attached}
            editing={editing !== undefined}
            onEditLast={setEditing}
          />
        ) : (
          <ReadOnly reason={header.readOnly} elsewhere={header.elsewhere} />
        )}
      </div>
    </>
  );
}
