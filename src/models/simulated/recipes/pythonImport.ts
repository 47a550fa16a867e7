import { linesWithEnds } from "../text/edits.ts";

/** The text with `import name`, in alphabetical order among the first imports. */
export function pythonImport(text: string, name: string): string {
  if (new RegExp(`^import ${name}\\b(?!\\.)`, "mu").test(text)) return text;
  const lines = [...linesWithEnds(text)];
  const first = lines.findIndex((line) => /^(?:import|from) (?!__future__)/u.test(line));
  if (first === -1) return insertWithoutImports(lines, name);
  let at = first;
  while (/^import (?<module>[\w.]+)/u.exec(lines[at] ?? "")?.groups?.["module"]?.localeCompare(name) === -1)
    at++;
  lines.splice(at, 0, `import ${name}\n`);
  return lines.join("");
}

/** Below the shebang, comments and docstring that a module begins with. */
function insertWithoutImports(lines: readonly string[], name: string): string {
  const text = lines.join("");
  const head =
    /^(?:#[^\n]*\n|\s*\n)*(?:(?<quote>"""|''')[\s\S]*?\k<quote>[^\n]*\n)?(?:from __future__[^\n]*\n)?/u.exec(
      text,
    )?.[0] ?? "";
  const gap = head === "" || head.endsWith("\n\n") ? "" : "\n";
  return `${head}${gap}import ${name}\n\n${text.slice(head.length).replace(/^\n/u, "")}`;
}
