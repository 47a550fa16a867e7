import { sizeOf, type Paste } from "../../../views/largeText.ts";
import { IconButton } from "../../kit/button.tsx";
import { Icon } from "../../kit/icon.tsx";
import { memo } from "../../kit/memo.ts";

interface PastesProps {
  readonly pastes: readonly Paste[];
  readonly onRemove: (id: number) => void;
}

/** The large texts that will be sent behind the typed message. */
export function Pastes({ pastes, onRemove }: PastesProps) {
  if (pastes.length === 0) return null;
  return (
    <ul class="pastes" aria-label="Attached texts">
      {pastes.map((paste) => (
        <li key={paste.id}>
          <Icon name={paste.label === undefined ? "clippy" : "arrow-right"} />
          <PasteSize {...paste} />
          <IconButton icon="close" label={removal(paste)} onClick={() => onRemove(paste.id)} />
        </li>
      ))}
    </ul>
  );
}

/** Counted once: the text may be megabytes. */
const PasteSize = memo(({ text, label }: Pick<Paste, "text" | "label">) => (
  <span title={label === undefined ? undefined : text.slice(0, SHOWN_ON_HOVER)}>
    {label ?? "Pasted text"} ({sizeOf(text)})
  </span>
));

const SHOWN_ON_HOVER = 2_000;

const removal = ({ label }: Paste): string =>
  label === undefined ? "Remove the pasted text" : `Remove “${label}”`;
