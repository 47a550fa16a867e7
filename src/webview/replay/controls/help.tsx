import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "../../kit/button.tsx";
import "../../trace/help/help.css";

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["Space"], "play and pause"],
  [["→", "←"], "next and previous step"],
  [["Home", "End"], "beginning and end"],
  [["e", "E"], "next and previous error"],
  [["t", "T"], "next and previous tool call"],
  [["a", "A"], "next and previous approval"],
  [["s", "S"], "next and previous act of a safeguard"],
  [["m", "M"], "next and previous message of yours"],
  [["+", "-"], "faster and slower"],
  [["?"], "this help"],
];

const MARKS = [
  ["error", "error"],
  ["tool", "tool call"],
  ["answer", "answer of a model"],
  ["approval", "approval"],
  ["safeguard", "safeguard"],
  ["message", "message"],
] as const;

/** The keys, and what the marks on the time line mean. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-label="Keys"
      onClose={onClose}
      onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
    >
      <div class="help-body">
        <header>
          <h2>Keys</h2>
          <IconButton icon="close" label="Close" onClick={() => dialog.current?.close()} />
        </header>
        <dl class="help-keys">
          {KEYS.map(([keys, what]) => (
            <div key={what}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <h2>Time line</h2>
        <ul class="help-legend">
          {MARKS.map(([kind, what]) => (
            <li key={kind}>
              <span class={`track-mark track-mark-${kind}`} /> {what}
            </li>
          ))}
        </ul>
        <p class="muted small">Pauses over ten seconds are shortened; so is the time in which nothing ran.</p>
      </div>
    </dialog>
  );
}
