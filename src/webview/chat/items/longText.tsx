import { useState } from "preact/hooks";
import { formatBytes } from "../../../views/format.ts";
import { LinkButton } from "../../kit/button.tsx";
import { useParts } from "../chatParts.ts";
import "./longText.css";

const FIRST = 1_500;
/** The most that is put into the document of one text. */
const MOST = 50_000;

/** A text as it was written, of which a person first sees the beginning. */
export function LongText({ text }: { readonly text: string }) {
  const parts = useParts();
  const [whole, setWhole] = useState(false);
  const shown = text.slice(0, whole ? MOST : FIRST + 200);
  const rest = text.length - shown.length;
  return (
    <div class="long-text">
      {rest === 0 || whole ? shown : `${shown.slice(0, FIRST)}…`}
      {rest > 0 && !whole && <LinkButton onClick={() => setWhole(true)}>Show more</LinkButton>}
      {rest > 0 && whole && (
        <p class="long-text-rest">
          … and {formatBytes(rest)} more.{" "}
          <LinkButton onClick={() => parts.text.copy(text)}>Copy all of it</LinkButton>
        </p>
      )}
    </div>
  );
}
