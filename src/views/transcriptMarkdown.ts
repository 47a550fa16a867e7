import { endLine } from "./chatWords.ts";
import { toolState } from "./toolCards.ts";
import type { ToolItem, TranscriptItem } from "./transcriptItems.ts";

/** A conversation as Markdown, to paste into an issue or a mail. */
export function transcriptMarkdown(title: string, items: readonly TranscriptItem[]): string {
  return (
    [`# ${title || "Conversation"}`, ...items.map(section).filter((text) => text !== "")].join("\n\n") + "\n"
  );
}

function section(item: TranscriptItem): string {
  switch (item.kind) {
    case "user":
      return `## You\n\n${item.text}`;
    case "answer":
      return item.text === "" ? "" : `## Agent\n\n${item.text}`;
    case "tool":
      return tool(item);
    case "notice":
      return `> ${item.severity}: ${item.text}${item.advice === undefined ? "" : ` ${item.advice}`}`;
    case "end":
      return `*${endLine(item)}*`;
  }
}

function tool(item: ToolItem): string {
  const head = `### ${item.name}${item.title === "" ? "" : ` ${code(item.title)}`} (${toolState(item).label})`;
  return [head, fenced("json", item.input), fenced("", item.output)]
    .filter((text) => text !== "")
    .join("\n\n");
}

const code = (text: string): string => (text.includes("`") ? text : `\`${text}\``);

/** The fence is longer than any run of backticks in the text, so that nothing in it ends the block. */
function fenced(language: string, text: string): string {
  if (text === "") return "";
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, "")}\n${fence}`;
}
