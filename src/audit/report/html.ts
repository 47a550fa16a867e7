import type { AuditResult, Evidence, ItemResult, ProjectResult } from "../result.ts";
import { STATE_WORDS } from "../../core/checklist.ts";
import { filesText, isLive, ruleOf, STATE_SIGNS, stateText, summary } from "./words.ts";

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --present: #1a7f37; --partial: #9a6700; --absent: #cf222e; --unknown: #0969da; }
@media (prefers-color-scheme: dark) { :root { --present: #3fb950; --partial: #d29922; --absent: #f85149; --unknown: #58a6ff; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.25; }
h3 { margin: 1.5rem 0 0.25rem; font-size: 1rem; }
.state { font-weight: 600; }
.present { color: var(--present); } .partial { color: var(--partial); }
.absent { color: var(--absent); } .unknown { color: var(--unknown); }
ul { margin: 0.25rem 0; padding-left: 1.25rem; }
code { font: 0.9em ui-monospace, monospace; }
section { border-top: 1px solid var(--line); }
.searched { opacity: 0.75; }
`;

/** The checklist as one page that needs nothing else. */
export function htmlReport(result: AuditResult): string {
  const notices = result.notices.map(({ file, line, message }) => placeItem({ file, line, why: message }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Production checklist</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Production checklist</h1>
<p><strong>${text(summary(result))}</strong> ${text(filesText(result))}</p>
${result.projects.filter(isLive).map(projectPart).join("\n")}
${notices.length > 0 ? `<section><h2>Notices</h2><ul>${notices.join("")}</ul></section>` : ""}
</body>
</html>
`;
}

const projectPart = ({ root, frameworks, items }: ProjectResult): string =>
  `<section>
<h2><code>${text(root)}</code></h2>
<p>${text(frameworks.join(", "))}</p>
${items.map(itemPart).join("\n")}
</section>`;

function itemPart(item: ItemResult): string {
  const rule = ruleOf(item.code);
  const places = [...item.evidence, ...item.gaps].map(placeItem);
  const help =
    item.findings.length === 0
      ? ""
      : `<p><strong>To do:</strong> ${text(rule.fix)}</p><p class="searched">Looked at: ${text(rule.searched)}.</p>`;
  return `<h3><span class="state ${item.state}" title="${STATE_WORDS[item.state]}">${STATE_SIGNS[item.state]}</span> ${item.code} ${text(rule.title)}: <span class="${item.state}">${text(stateText(item))}</span></h3>
${places.length > 0 ? `<ul>${places.join("")}</ul>` : ""}${help}`;
}

const placeItem = ({ file, line, why }: Evidence): string =>
  `<li><code>${text(`${file}:${line}`)}</code> ${text(why)}</li>`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const text = (raw: string): string => raw.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
