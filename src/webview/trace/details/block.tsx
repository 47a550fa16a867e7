import { useState } from "preact/hooks";
import type { ContentBlock, ToolResultBlock } from "../../../core/model.ts";
import { Disclosure } from "../../kit/disclosure.tsx";
import { Icon } from "../../kit/icon.tsx";
import { jsonText, PlainText } from "./plainText.tsx";

/** A piece of a message, as it was sent or received. */
export function Block({ block }: { readonly block: ContentBlock }) {
  switch (block.type) {
    case "text":
      return <PlainText text={block.text} label="Text" />;
    case "thinking":
      return <Folded label="Thinking" text={block.thinking} />;
    case "redacted_thinking":
      return <p class="muted">Thinking that the provider keeps to itself.</p>;
    case "tool_use":
      return (
        <>
          <p class="block-head">
            <Icon name="tools" /> calls {block.name}
          </p>
          <PlainText text={jsonText(block.input)} label={`Arguments of ${block.name}`} />
        </>
      );
    case "tool_result":
      return (
        <>
          <p class={block.is_error ? "block-head mood-error" : "block-head"}>
            <Icon name={block.is_error ? "error" : "pass"} /> {block.is_error ? "tool failed" : "tool result"}
          </p>
          <PlainText text={resultText(block)} label="Tool result" />
        </>
      );
    case "(unknown)":
    default:
      return <Folded label={`A block of kind ${typeOf(block)}`} text={jsonText(block)} />;
  }
}

/** An unknown block's type says only to the type checker that it is unknown. */
const typeOf = ({ type }: { readonly type: string }): string => type;

const resultText = ({ content }: ToolResultBlock): string =>
  typeof content === "string" ? content : content.map(({ text }) => text).join("\n");

function Folded({ label, text }: { readonly label: string; readonly text: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Disclosure open={open} onToggle={setOpen} summary={<span class="muted">{label}</span>}>
      <PlainText text={text} label={label} />
    </Disclosure>
  );
}
