import { useState } from "preact/hooks";
import { formatBytes } from "../../../views/format.ts";
import { LinkButton } from "../../kit/button.tsx";
import "./plainText.css";

/** Characters of a text that are put into the document before the person asks for the rest. */
const FIRST = 8_000;

interface PlainTextProps {
  readonly text: string;
  readonly label: string;
}

/** A text as it is. Of a very long one the beginning, until the rest is asked for. */
export function PlainText({ text, label }: PlainTextProps) {
  const [whole, setWhole] = useState(false);
  const rest = text.length - FIRST;
  const cut = !whole && rest > FIRST / 10;
  if (text === "") return <p class="muted plain-empty">empty</p>;
  return (
    <pre class="plain-text" role="group" aria-label={label}>
      {cut ? text.slice(0, FIRST) : text}
      {cut && (
        <span class="plain-rest">
          … <LinkButton onClick={() => setWhole(true)}>Show the other {formatBytes(rest)}</LinkButton>
        </span>
      )}
    </pre>
  );
}

/** A value as JSON; a string that is JSON itself is laid out, too. */
export const jsonText = (value: unknown): string =>
  typeof value === "string" ? layOut(value) : (JSON.stringify(value, null, 2) ?? String(value));

function layOut(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
