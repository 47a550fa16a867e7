import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import "./loading.css";

/** Shown from the moment at which waiting becomes noticeable. */
export function Loading({ text }: { readonly text: string }) {
  return (
    <div class="trace-loading" role="status">
      <vscode-progress-bar indeterminate aria-label={text} />
      <p class="muted">{text}</p>
    </div>
  );
}
