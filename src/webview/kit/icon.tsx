interface IconProps {
  /** A codicon's name, such as `check`. */
  readonly name: string;
  /** What it says to those who listen; without it the icon is decoration beside a text. */
  readonly label?: string;
  readonly spin?: boolean;
  readonly class?: string;
}

/** An icon of VS Code's own font. */
export function Icon({ name, label, spin = false, class: extra = "" }: IconProps) {
  const classes = `codicon codicon-${name}${spin ? " codicon-modifier-spin" : ""} ${extra}`;
  if (label === undefined) return <span class={classes} aria-hidden="true" />;
  return <span class={classes} role="img" aria-label={label} title={label} />;
}
