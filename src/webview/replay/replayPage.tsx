import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import { useRef } from "preact/hooks";
import type { ReplayContract } from "../../protocol/replay.ts";
import { Button } from "../kit/button.tsx";
import type { Host } from "../kit/connection.ts";
import { ErrorLine } from "../kit/errorLine.tsx";
import { OpenReplay } from "./openReplay.tsx";
import "./replayPage.css";
import { useReplay, type Replay } from "./useReplay.ts";

/** The replay panel. */
export function ReplayPage({ host }: { readonly host: Host<ReplayContract> }) {
  const seek = useRef<(position: number) => void>(() => undefined);
  const replay = useReplay(host, (position) => seek.current(position));
  const { snapshot, state } = replay;
  if (state === "loading") return <Reading host={host} share={replay.share} />;
  if (snapshot === undefined) return <Failed replay={replay} />;
  return <OpenReplay host={host} snapshot={snapshot} seek={seek} />;
}

function Reading({ host, share }: { readonly host: Host<ReplayContract>; readonly share: number }) {
  const percent = Math.round(share * 100);
  return (
    <div class="replay-reading" role="status">
      <vscode-progress-bar
        aria-label="Reading the recording"
        {...(share > 0 ? { value: percent } : { indeterminate: true })}
      />
      <p class="muted">Reading the recording…{share > 0 && ` ${percent} %`}</p>
      <Button onClick={() => void host.request("cancel").catch(() => undefined)}>Cancel</Button>
    </div>
  );
}

function Failed({ replay: { error, reopen } }: { readonly replay: Replay }) {
  return (
    <div class="replay-failed">
      <ErrorLine error={error} />
      <Button primary onClick={reopen}>
        Try Again
      </Button>
    </div>
  );
}
