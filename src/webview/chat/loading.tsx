import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import "./loading.css";

/** Shown from the moment at which waiting becomes noticeable. */
export function Loading() {
  return (
    <div class="loading" role="status">
      <vscode-progress-bar indeterminate aria-label="Opening the session" />
      <p class="muted">Opening the session…</p>
    </div>
  );
}
