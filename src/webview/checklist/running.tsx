import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import type { AuditProgress } from "../../protocol/checklist.ts";
import { Button } from "../kit/button.tsx";

interface RunningProps extends AuditProgress {
  readonly onCancel: () => void;
}

/** An audit that runs: how far it has come, and a way out. */
export function Running({ done, all, onCancel }: RunningProps) {
  const text = all === 0 ? "Looking for sources…" : `${done} of ${all} files read`;
  return (
    <div class="checklist-running" role="status">
      {all === 0 ? (
        <vscode-progress-bar indeterminate aria-label="Checklist audit" />
      ) : (
        <vscode-progress-bar value={Math.floor((100 * done) / all)} aria-label="Checklist audit" />
      )}
      <span class="muted small figures">{text}</span>
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  );
}
