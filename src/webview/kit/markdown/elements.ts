import type { Token } from "markdown-it";
import { CodeBlock, frameCode } from "./codeBlock.ts";
import { blocksToHtml, type Env } from "./parser.ts";
import { sanitize } from "./sanitize.ts";

export type Block = readonly Token[];

/** A block as it stands in the document. Top-level code is apart, since it can grow in place. */
export type Drawn = { readonly element: Element; readonly code?: CodeBlock };

/** Draws blocks, sanitised, all in one go. */
export function drawBlocks(blocks: readonly Block[], env: Env): readonly Drawn[] {
  const others = blocks.filter((block) => fenceOf(block) === undefined);
  const fragment = sanitize(blocksToHtml(others, env));
  for (const pre of fragment.querySelectorAll("pre")) frameCode(pre);
  const elements = [...fragment.children].values();
  return blocks.flatMap((block) => {
    const fence = fenceOf(block);
    if (fence !== undefined) return drawFence(fence);
    const { value: element } = elements.next();
    return element === undefined ? [] : { element };
  });
}

/** The code and the language of a block that is top-level code. */
export function fenceOf([token]: Block): { readonly text: string; readonly language: string } | undefined {
  if (token?.type !== "fence") return undefined;
  return { text: token.content, language: token.info.trim().split(/\s/, 1)[0] ?? "" };
}

function drawFence({ text, language }: NonNullable<ReturnType<typeof fenceOf>>): Drawn {
  const code = new CodeBlock();
  code.update(text, language);
  return { element: code.element, code };
}
