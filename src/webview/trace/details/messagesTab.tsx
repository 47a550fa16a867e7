import { useState } from "preact/hooks";
import type { ShownMessage, SpanMessages } from "../../../views/spanDetails.ts";
import { formatCount } from "../../../views/figures.ts";
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

function Conversation({ messages: { system, tools, sent, answers } }: { readonly messages: SpanMessages }) {
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
      <h3 class="answer-head">{answers.length > 1 ? `${answers.length} answers` : "Answer"}</h3>
      {answers.map((message, index) => (
        <Message key={index} message={message} />
      ))}
      {answers.length === 0 && <p class="muted">There is no answer.</p>}
    </>
  );
}

function Prefix({ system, tools }: Pick<SpanMessages, "system" | "tools">) {
  const [open, setOpen] = useState(false);
  if (system.length === 0 && tools.length === 0) return null;
  return (
    <Disclosure
      open={open}
      onToggle={setOpen}
      summary={<span class="muted">{prefixText(system.length, tools.length)}</span>}
    >
      {system.map((text, index) => (
        <PlainText key={index} text={text} label="System prompt" />
      ))}
      <p class="muted small">{tools.join(", ")}</p>
    </Disclosure>
  );
}

function prefixText(prompts: number, tools: number): string {
  const offered = tools > 0 ? formatCount(tools, "tool") : "";
  return prompts === 0 ? offered : ["System prompt", offered].filter(Boolean).join(" and ");
}

function Message({ message: { role, content, incomplete, finish } }: { readonly message: ShownMessage }) {
  return (
    <article class="message">
      <h4>
        {role}
        {incomplete && <span class="mood-interrupted"> cut off: {failureInfo(incomplete).label}</span>}
        {finish !== undefined && <span class="muted"> stopped by {finish}</span>}
      </h4>
      {content.length === 0 && <p class="muted">No content was recorded.</p>}
      {content.map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </article>
  );
}
