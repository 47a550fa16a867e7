import { Icon } from "../../kit/icon.tsx";
import { KeysHelp } from "../../kit/keysHelp.tsx";
import { CATEGORY_LABELS } from "../../../views/rowText.ts";
import { CATEGORIES } from "../../../views/spanRow.ts";
import { KIND_ICONS } from "../grid/kinds.ts";
import "./help.css";

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["↑", "↓"], "previous and next span"],
  [["→", "←"], "unfold or go in; fold or go out"],
  [["Home", "End"], "first and last span"],
  [["Page ↑", "Page ↓"], "a page up and down"],
  [["Enter"], "details of the span"],
  [["Escape"], "back from details, close them"],
  [["/"], "filter"],
  [["n", "N"], "next and previous match"],
  [["e", "E"], "next and previous error"],
  [["1", "…", "9"], "show so many levels"],
  [["0"], "show all levels"],
  [["+", "-"], "zoom in and out; also Ctrl and the wheel"],
  [["Shift ←", "Shift →"], "earlier and later"],
  [["f"], "the whole time"],
  [["g"], "repeated spans as one row, or one by one"],
  [["y", "Y"], "copy the span, or it and all below it, as JSON"],
  [["s"], "open the span's line of source code"],
  [["c"], "critical path: what everything waited for"],
  [["?"], "this help"],
];

/** The keys and what colours and marks mean, over the page. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  return (
    <KeysHelp keys={KEYS} onClose={onClose}>
      <h2>Marks</h2>
      <ul class="help-legend">
        {CATEGORIES.map((category) => (
          <li key={category}>
            <Icon name={KIND_ICONS[category]} class={`kind-${category} kind`} />
            <span class={`help-bar bar-${category}`} />
            {CATEGORY_LABELS[category]}
          </li>
        ))}
        <li>
          <span class="help-token" /> first token of an answer
        </li>
        <li>
          <span class="help-path" /> critical path
        </li>
      </ul>
    </KeysHelp>
  );
}
