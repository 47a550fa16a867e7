import "./commandPreview.css";

interface CommandPreviewProps {
  readonly preview: { readonly command: string; readonly cwd: string };
}

/** The command line that would run, and where. */
export function CommandPreview({ preview }: CommandPreviewProps) {
  return (
    <div class="command-preview">
      <pre tabIndex={0} aria-label="Command line">
        <span class="muted" aria-hidden="true">
          ${" "}
        </span>
        {preview.command}
      </pre>
      <span class="muted small">
        in {preview.cwd === "" || preview.cwd === "." ? "the project folder" : preview.cwd}
      </span>
    </div>
  );
}
