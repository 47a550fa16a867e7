import MarkdownIt, { type Token } from "markdown-it";
import { linkTargets } from "./links.ts";

/** What a parse leaves for the next parse of the same text's continuation: link definitions. */
export type Env = Record<string, unknown>;

const parser = new MarkdownIt("default", { html: false, linkify: true, breaks: false });
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
for (const schema of ["ftp:", "//", "mailto:"]) parser.linkify.add(schema, null);
parser.use(linkTargets);
parser.core.ruler.push("table_alignment", ({ tokens }) => {
  for (const token of tokens) if (token.type === "th_open" || token.type === "td_open") alignByClass(token);
});

/** Inline styles are forbidden in a page. */
function alignByClass(token: Token): void {
  const alignment = /text-align:(left|center|right)/.exec(String(token.attrGet("style") ?? ""))?.[1];
  token.attrs = alignment === undefined ? null : [["class", `align-${alignment}`]];
}

/** The top-level blocks of a Markdown text, each as its tokens. The text is untrusted. */
export function parseBlocks(text: string, env: Env): readonly (readonly Token[])[] {
  const blocks: Token[][] = [];
  let depth = 0;
  for (const token of parser.parse(text, env)) {
    if (depth === 0) blocks.push([]);
    blocks.at(-1)?.push(token);
    depth += token.nesting;
  }
  return blocks;
}

/** HTML that still has to be sanitised. */
export const blocksToHtml = (blocks: readonly (readonly Token[])[], env: Env): string =>
  parser.renderer.render(blocks.flat(), parser.options, env);

/**
 * Where what is not final begins in a text that grows, and how many of its blocks that are. In CommonMark
 * a block is final as soon as the next one has begun; a line that may still grow begins nothing for sure.
 */
export function openPart(
  text: string,
  blocks: readonly (readonly Token[])[],
): { readonly offset: number; readonly blocks: number } {
  const starts = blocks.slice(-2).map((block) => block[0]?.map?.[0] ?? 0);
  const lineStarts = [
    0,
    ...Array.from(text.matchAll(/\r\n?|\n/g), ({ 0: end, index }) => index + end.length),
  ];
  const lastLine = lineStarts.length - 1;
  const isPartial = starts.at(-1) === lastLine && (lineStarts[lastLine] ?? 0) < text.length;
  const open = isPartial ? starts.slice(0, 2) : starts.slice(-1);
  return { offset: lineStarts[open[0] ?? 0] ?? 0, blocks: open.length };
}
