import { endLine } from "../../../views/chatWords.ts";
import type { EndItem } from "../../../views/transcriptItems.ts";
import { IconButton, LinkButton } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { Icon } from "../../kit/icon.tsx";
import { memo } from "../../kit/memo.ts";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";
import "./endLine.css";
import { SpanLink } from "./spanLink.tsx";

const ICONS = {
  done: "check",
  failed: "error",
  stopped: "circle-slash",
  interrupted: "debug-disconnect",
} as const;

interface EndLineProps {
  readonly item: EndItem;
  readonly canRetry: boolean;
  readonly canUndo: boolean;
}

/** How a turn ended: `done · 12 s · $0.012 · → trace`. */
export const EndLine = memo(({ item, canRetry, canUndo }: EndLineProps) => {
  const { host, attempt, noFork = false } = useParts();
  const goOn = useAction(() => host.request("goOn"));
  const undo = useAction(() => host.request("undoTurn", { turn: item.turn }));
  const { run, pending, error, dismiss } = useAction(() => host.request("retry"));
  return (
    <div class={`end-line end-${item.state}`} data-item={item.id}>
      <Icon name={ICONS[item.state]} />
      <span class="figures">{endLine(item)}</span>
      <SpanLink span={item.span}>trace</SpanLink>
      {canRetry && <IconButton icon="refresh" label="Retry" disabled={pending} onClick={() => void run()} />}
      {canRetry && item.state !== "done" && (
        <LinkButton
          title="Go on from the last complete step; no tool is run again"
          onClick={() => goOn.pending || void goOn.run()}
        >
          continue
        </LinkButton>
      )}
      {!noFork && (
        <IconButton
          icon="repo-forked"
          label="Fork from here…"
          onClick={() => attempt(host.request("fork", { turn: item.turn }))}
        />
      )}
      {canUndo && item.edited !== undefined && (
        <LinkButton
          title={`Undo this turn's edits of ${item.edited.join(", ")}`}
          onClick={() => undo.pending || void undo.run()}
        >
          <Icon name="discard" class="end-undo" /> undo edits
        </LinkButton>
      )}
      <ErrorLine error={undo.error} onDismiss={undo.dismiss} />
      <ErrorLine error={goOn.error} onDismiss={goOn.dismiss} />
      <ErrorLine error={error} onDismiss={dismiss} />
    </div>
  );
});
