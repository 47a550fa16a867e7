import { useMemo, useState } from "preact/hooks";
import type { ToolCallId } from "../../../core/ids.ts";
import { patchLines, patchSize, type PatchLine } from "../../../views/patch.ts";
import { IconButton, LinkButton } from "../../kit/button.tsx";
import { useParts } from "../chatParts.ts";
import "./diffPreview.css";

interface DiffPreviewProps {
  readonly preview: { readonly path: string; readonly patch: string };
  readonly call: ToolCallId;
  /** Whether the diff editor still knows both texts. */
  readonly canOpen: boolean;
}

/** Lines that are drawn at first, and at most. */
const FIRST = 200;
const MOST = 2_000;

/** A proposed change, with signs as well as colours. */
export function DiffPreview({ preview, call, canOpen }: DiffPreviewProps) {
  const { host, attempt, text } = useParts();
  const lines = useMemo(() => patchLines(preview.patch), [preview.patch]);
  const { added, removed } = useMemo(() => patchSize(lines), [lines]);
  const [shown, setShown] = useState(FIRST);
  return (
    <div class="diff">
      <div class="diff-head">
        <LinkButton title={`Open ${preview.path}`} onClick={() => text.openFile(preview.path)}>
          {preview.path}
        </LinkButton>
        <span class="figures diff-size" aria-label={`${added} lines added, ${removed} removed`}>
          <span class="diff-plus">+{added}</span> <span class="diff-minus">−{removed}</span>
        </span>
        {canOpen && (
          <IconButton
            icon="diff"
            label="Open in Diff Editor"
            onClick={() => attempt(host.request("openDiff", { call }))}
          />
        )}
      </div>
      <div class="diff-lines" role="region" aria-label={`Proposed change of ${preview.path}`} tabIndex={0}>
        <div class="diff-grid">
          {lines.slice(0, shown).map((line, i) => (
            <Line key={i} line={line} />
          ))}
        </div>
      </div>
      {lines.length > shown && (
        <p class="diff-rest">
          {shown < MOST ? (
            <LinkButton onClick={() => setShown(MOST)}>
              Show all {lines.length.toLocaleString("en-US")} lines
            </LinkButton>
          ) : (
            `The diff editor shows the other ${(lines.length - shown).toLocaleString("en-US")} lines.`
          )}
        </p>
      )}
    </div>
  );
}

const SIGNS = { added: "+", removed: "-", same: " ", gap: "⋯" } as const;

function Line({ line }: { readonly line: PatchLine }) {
  return (
    <div class={`diff-line diff-${line.kind}`}>
      <span class="diff-number" aria-hidden="true">
        {line.after ?? line.before ?? ""}
      </span>
      <span class="diff-sign">{SIGNS[line.kind]}</span>
      <span class="diff-text">{line.text}</span>
    </div>
  );
}
