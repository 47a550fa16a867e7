import { drawBlocks, fenceOf, type Block, type Drawn } from "./elements.ts";
import { morph } from "./morph.ts";
import { openPart, parseBlocks, type Env } from "./parser.ts";

/** Shows a Markdown text that grows. With every update only what is not final is parsed and drawn again. */
export class MarkdownView {
  readonly #root: HTMLElement;
  #env: Env = {};
  #text = "";
  /** Where that part of the text begins which may still become something else. */
  #openAt = 0;
  /** How that part is drawn. */
  #open: readonly Drawn[] = [];
  #complete = false;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** @param complete whether the text will not grow any more. */
  update(text: string, complete: boolean): void {
    if (text === this.#text && complete === this.#complete) return;
    if (!text.startsWith(this.#text)) this.#restart();
    const atOnce = this.#text === "";
    this.#draw(text);
    this.#complete = complete;
    // A definition at the end turns `[words]` far above into a link, and was itself once half written.
    if (!complete || atOnce || this.#env.references === undefined) return;
    this.#restart();
    this.#draw(text);
  }

  #restart(): void {
    this.#root.replaceChildren();
    this.#env = {};
    this.#text = "";
    this.#openAt = 0;
    this.#open = [];
  }

  #draw(text: string): void {
    const part = text.slice(this.#openAt);
    const blocks = parseBlocks(part, this.#env);
    const redrawn = this.#open.slice(0, blocks.length).map((old, i) => this.#redraw(blocks[i] ?? [], old));
    for (const { element } of this.#open.slice(blocks.length)) element.remove();
    const added = drawBlocks(blocks.slice(this.#open.length), this.#env);
    this.#root.append(...added.map(({ element }) => element));
    const open = openPart(part, blocks);
    this.#text = text;
    this.#openAt += open.offset;
    this.#open = [...redrawn, ...added].slice(blocks.length - open.blocks);
  }

  /** Draws a block in the place of what stood there before, keeping as much of it as it can. */
  #redraw(block: Block, old: Drawn): Drawn {
    const fence = fenceOf(block);
    if (fence !== undefined && old.code !== undefined) {
      old.code.update(fence.text, fence.language);
      return old;
    }
    const [drawn] = drawBlocks([block], this.#env);
    if (drawn === undefined) return old;
    if (drawn.code === undefined && old.code === undefined) {
      return { element: morph(old.element, drawn.element) };
    }
    old.element.replaceWith(drawn.element);
    return drawn;
  }
}
