import { KeysHelp } from "../../kit/keysHelp.tsx";

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
  return (
    <KeysHelp keys={KEYS} onClose={onClose}>
      <h2>Time line</h2>
      <ul class="help-legend">
        {MARKS.map(([kind, what]) => (
          <li key={kind}>
            <span class={`track-mark track-mark-${kind}`} /> {what}
          </li>
        ))}
      </ul>
      <p class="muted small">Pauses over ten seconds are shortened; so is the time in which nothing ran.</p>
    </KeysHelp>
  );
}
