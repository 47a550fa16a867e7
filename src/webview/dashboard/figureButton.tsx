import type { ComponentChildren } from "preact";
import "./figureButton.css";

interface FigureButtonProps {
  readonly children: ComponentChildren;
  /** What it opens: its tooltip. */
  readonly title: string;
  readonly onClick: () => void;
}

/** A number that opens the traces behind it. */
export function FigureButton({ children, title, onClick }: FigureButtonProps) {
  return (
    <button type="button" class="figure-button" title={title} onClick={onClick}>
      {children}
    </button>
  );
}
