/** Lines that are laid out together. */
const LINES_PER_PART = 50;

/**
 * A plain text that grows, in parts of some lines each: what is appended touches the last part only, so
 * that the browser does not lay out the whole text again.
 */
export class TextParts {
  readonly #element: HTMLElement;
  #text = "";
  #part = new Text();
  #lines = LINES_PER_PART;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  update(text: string): void {
    if (!text.startsWith(this.#text)) this.#clear();
    for (const line of text.slice(this.#text.length).match(/[^\n]*\n|[^\n]+$/g) ?? []) this.#append(line);
    this.#text = text;
  }

  #append(line: string): void {
    if (this.#lines === LINES_PER_PART) this.#newPart();
    this.#part.appendData(line);
    if (line.endsWith("\n")) this.#lines++;
  }

  #newPart(): void {
    const part = document.createElement("span");
    part.className = "text-part";
    this.#part = part.appendChild(new Text());
    this.#element.append(part);
    this.#lines = 0;
  }

  #clear(): void {
    this.#element.replaceChildren();
    this.#text = "";
    this.#lines = LINES_PER_PART;
  }
}
