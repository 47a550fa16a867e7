import { useId } from "preact/hooks";
import "./choice.css";

interface ChoiceProps<Id extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: Id; readonly label: string }[];
  readonly value: Id;
  readonly onPick: (id: Id) => void;
}

/** A few alternatives side by side, of which one holds. The arrow keys move between them. */
export function Choice<Id extends string>({ label, options, value, onPick }: ChoiceProps<Id>) {
  const name = useId();
  return (
    <div class="choice" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.id} class="choice-option">
          <input type="radio" name={name} checked={option.id === value} onChange={() => onPick(option.id)} />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
