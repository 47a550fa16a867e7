import "@vscode-elements/elements/dist/vscode-option/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "./select.css";

interface Option {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
}

interface SelectProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly disabled?: boolean;
  /** Opens upwards, where there is no room below. */
  readonly above?: boolean;
  readonly onPick: (id: string) => void;
}

/** A drop-down list. A value that is not among the options shows as it is. */
export function Select({ label, options, value, disabled = false, above = false, onPick }: SelectProps) {
  const known = options.some(({ id }) => id === value);
  const all = known ? options : [{ id: value, label: value }, ...options];
  return (
    <vscode-single-select
      class="select"
      aria-label={label}
      label={label}
      title={label}
      disabled={disabled}
      value={value}
      position={above ? "above" : "below"}
      onChange={({ currentTarget }) => onPick(currentTarget.value)}
    >
      {all.map((option) => (
        <vscode-option
          key={option.id}
          value={option.id}
          selected={option.id === value}
          description={option.detail ?? ""}
        >
          {option.label}
        </vscode-option>
      ))}
    </vscode-single-select>
  );
}
