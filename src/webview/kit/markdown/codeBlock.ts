import { TextParts } from "../textParts.ts";

/** A block of code that can grow, with its language and a copy button. */
export class CodeBlock {
  readonly element: HTMLElement;
  readonly #name = document.createElement("span");
  readonly #code: TextParts;

  constructor() {
    const code = document.createElement("code");
    this.#code = new TextParts(code);
    this.element = frame(this.#name, code);
  }

  update(text: string, language: string): void {
    if (this.#name.textContent !== language) this.#name.textContent = language;
    this.#code.update(text);
  }
}

/** Puts language and copy button around a block of code that came as sanitised HTML. */
export function frameCode(pre: HTMLElement): void {
  const code = pre.querySelector("code");
  if (code === null) return;
  const block = new CodeBlock();
  block.update(code.textContent, /language-(\S+)/.exec(code.className)?.[1] ?? "");
  pre.replaceWith(block.element);
}

function frame(name: HTMLElement, code: HTMLElement): HTMLElement {
  const block = element("div", "code-block");
  const head = element("div", "code-head");
  const pre = document.createElement("pre");
  pre.tabIndex = 0; // a wide block scrolls, and the keyboard must reach it
  pre.append(code);
  head.append(name, copyButton());
  block.append(head, pre);
  return block;
}

function copyButton(): HTMLElement {
  const button = element("button", "icon-button copy-code");
  button.setAttribute("type", "button");
  button.title = "Copy";
  button.ariaLabel = "Copy code";
  const icon = element("span", "codicon codicon-copy");
  icon.ariaHidden = "true";
  button.append(icon);
  return button;
}

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
