import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import "./loading.css";

/** Shown from the moment at which waiting becomes noticeable. */
export function Loading({ text }: { readonly text: string }) {
  return (
    <div class="dashboard-loading" role="status">
      <vscode-progress-bar indeterminate aria-label={text} />
      <p class="muted">{text}</p>
    </div>
  );
}

/** The recordings are still being read, so the figures grow. */
export function Indexing({ share }: { readonly share: number }) {
  const percent = Math.floor(share * 100);
  return (
    <div class="dashboard-indexing" role="status">
      <vscode-progress-bar value={percent} aria-label="Reading the recordings" />
      <p class="muted small">Reading the recordings ({percent} %). The figures are not complete yet.</p>
    </div>
  );
}
