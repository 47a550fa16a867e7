import type { ReplayContract } from "../../../protocol/replay.ts";
import { IconButton, LinkButton } from "../../kit/button.tsx";
import type { Host } from "../../kit/connection.ts";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { Icon } from "../../kit/icon.tsx";
import type { Rerun } from "./useRerun.ts";

interface RerunLineProps {
  readonly host: Host<ReplayContract>;
  readonly rerun: Rerun;
  readonly onSeek: (position: number) => void;
}

/** How the re-run goes, or went. */
export function RerunLine({ host, rerun, onSeek }: RerunLineProps) {
  const { running, report, error, dismiss } = rerun;
  if (error !== undefined) return <ErrorLine error={error} onDismiss={dismiss} />;
  if (running)
    return (
      <div class="rerun-line" role="status">
        <Icon name="loading" spin /> Running it again without network, files or cost…{" "}
        <LinkButton onClick={() => void host.request("stopRerun").catch(() => undefined)}>Stop</LinkButton>
      </div>
    );
  if (report === undefined) return null;
  const { status, text, divergedAt } = report;
  return (
    <div class={`rerun-line rerun-${status}`} role="status">
      <Icon name={status === "reproduced" ? "pass" : status === "diverged" ? "diff" : "warning"} />
      <div class="rerun-told">
        <span>{text}</span>
        {divergedAt !== undefined && (
          <>
            <LinkButton onClick={() => onSeek(divergedAt)}>Go there</LinkButton>
            <LinkButton onClick={() => void host.request("openDivergence").catch(() => undefined)}>
              Show difference
            </LinkButton>
          </>
        )}
      </div>
      <IconButton icon="close" label="Dismiss" class="rerun-close" onClick={dismiss} />
    </div>
  );
}
