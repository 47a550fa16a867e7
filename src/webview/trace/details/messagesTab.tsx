import { useState } from "preact/hooks";
import type { ShownMessage, SpanMessages } from "../../../views/spanDetails.ts";
import { failureInfo } from "../../../core/failure.ts";
import { LinkButton } from "../../kit/button.tsx";
import { Disclosure } from "../../kit/disclosure.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { Block } from "./block.tsx";
import type { PaneProps } from "./details.tsx";
import "./messagesTab.css";
import { PlainText } from "./plainText.tsx";
import { useAsked } from "./useDetails.ts";

/** What was sent to the model, and what it answered. */
export function MessagesTab({ host, model, span }: PaneProps) {
  const { state } = model.waterfall.columns.arrays;
  const key = `${model.trace} ${span} ${state[span]}`;
  const asked = useAsked(key, () => host.request("messages", model.context(span)));
  if (asked === undefined) return <p class="muted">Reading…</p>;
  if (asked.value === undefined) return <ErrorLine error={asked.error} />;
  return <Conversation messages={asked.value} />;
}

/** Messages that are shown at first; long conversations repeat themselves from call to call. */
const NEWEST = 6;

function Conversation({ messages: { system, tools, sent, answer } }: { readonly messages: SpanMessages }) {
  const [all, setAll] = useState(false);
  const first = all ? 0 : Math.max(0, sent.length - NEWEST);
  return (
    <>
      <Prefix system={system} tools={tools} />
      {first > 0 && (
        <p>
          <LinkButton onClick={() => setAll(true)}>Show {first} earlier messages</LinkButton>
        </p>
      )}
      {sent.slice(first).map((message, index) => (
        <Message key={first + index} message={message} />
      ))}
      <h3 class="answer-head">Answer</h3>
      {answer ? <Message message={answer} /> : <p class="muted">There is no answer.</p>}
    </>
  );
}

function Prefix({ system, tools }: Pick<SpanMessages, "system" | "tools">) {
  const [open, setOpen] = useState(false);
  if (system.length === 0) return null;
  return (
    <Disclosure
      open={open}
      onToggle={setOpen}
      summary={
        <span class="muted">
          System prompt and {tools.length} {tools.length === 1 ? "tool" : "tools"}
        </span>
      }
    >
      {system.map((text, index) => (
        <PlainText key={index} text={text} label="System prompt" />
      ))}
      <p class="muted small">{tools.join(", ")}</p>
    </Disclosure>
  );
}

function Message({ message: { role, content, incomplete } }: { readonly message: ShownMessage }) {
  return (
    <article class="message">
      <h4>
        {role}
        {incomplete && <span class="mood-interrupted"> cut off: {failureInfo(incomplete).label}</span>}
      </h4>
      {content.map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </article>
  );
}
