import { Icon } from "../kit/icon.tsx";
import "./toggleButton.css";

interface ToggleButtonProps {
  readonly icon: string;
  /** What it switches: its name and its tooltip. */
  readonly label: string;
  readonly pressed: boolean;
  readonly onClick: () => void;
}

/** A quiet button of a toolbar that stays pressed, as those in VS Code's find widget. */
export function ToggleButton({ icon, label, pressed, onClick }: ToggleButtonProps) {
  return (
    <button
      type="button"
      class="icon-button toggle-button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
