import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import "./section.css";

interface SectionProps {
  readonly title: string;
  readonly class?: string;
  /** Stands at the end of the title's line. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of the dashboard under its title. */
export function Section({ title, class: extra = "", aside, children }: SectionProps) {
  const id = useId();
  return (
    <section class={`section ${extra}`} aria-labelledby={id}>
      <div class="section-line">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
