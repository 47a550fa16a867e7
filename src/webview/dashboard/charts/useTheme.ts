import { useEffect, useState } from "preact/hooks";

/** Counts the changes of VS Code's theme, for what is painted and not styled. */
export function useThemeChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const observer = new MutationObserver(() => setChanges((count) => count + 1));
    // VS Code puts the colours on the root element and the theme's name on the body.
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
    observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
    return () => observer.disconnect();
  }, []);
  return changes;
}
