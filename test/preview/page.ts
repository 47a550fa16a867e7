import { isTheme, THEMES } from "./theme.ts";

/** What the preview's address asks for. */
export const asked = (name: string, otherwise: string): string =>
  new URLSearchParams(location.search).get(name) ?? otherwise;

/** Gives the page the theme that its address asks for, as VS Code does. */
export function applyTheme(): void {
  const theme = asked("theme", "dark");
  if (!isTheme(theme)) return;
  document.getElementById("theme")?.setAttribute("href", `themes/${theme}.css`);
  document.body.className = THEMES[theme];
  document.body.dataset["vscodeThemeKind"] = THEMES[theme].split(" ", 1)[0] ?? "";
}
