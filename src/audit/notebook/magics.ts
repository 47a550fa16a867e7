/** Cell magics whose cell goes on as Python. Source: IPython's documentation, 2026-11. */
const PYTHON_CELL = /^%%(?:time|timeit|capture|prun|debug|python3?)\b/;

const MAGIC_LINE = /^(\s*)(?:%{1,2}[A-Za-z]|!(?!=)|\?{1,2}[A-Za-z_%]).*$/;
const HELP_LINE = /^(\s*)[\w.%]+\?{1,2}\s*$/;
const MAGIC_VALUE = /^(\s*[\w.,\s()[\]]+=\s*)(?:%[A-Za-z]|!(?!=)).*$/;

/** A cell's lines as Python that parses: what only IPython understands does nothing in it. */
export function withoutMagics(lines: readonly string[]): readonly string[] {
  const first = lines.find((line) => line.trim() !== "") ?? "";
  // Shell, HTML, SQL or another language.
  if (first.startsWith("%%") && !PYTHON_CELL.test(first)) return lines.map(() => "");
  return lines.map((line) => {
    const [, indent] = MAGIC_LINE.exec(line) ?? HELP_LINE.exec(line) ?? [];
    if (indent !== undefined) return `${indent}pass`;
    const [, target] = MAGIC_VALUE.exec(line) ?? [];
    return target === undefined ? line : `${target}None`;
  });
}
