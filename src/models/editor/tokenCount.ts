import { unlessAborted } from "../../core/abort.ts";
import type { EditorModels } from "../../core/editor.ts";
import type { ContentBlock, ModelRequest } from "../../core/model.ts";
import { NO_USAGE, type Usage } from "../../core/usage.ts";

/** Where a model does not count, this many bytes are taken for a token. */
const BYTES_PER_TOKEN = 4;

/** Tokens by the model's own tokenizer, which the answer does not come with. The prompt is counted meanwhile. */
export class TokenCount {
  readonly #count: (text: string) => Promise<number | undefined>;
  readonly #prompt: string;
  readonly #counting: Promise<number | undefined>;
  #input: number | undefined;

  constructor(editor: EditorModels, model: string, request: ModelRequest, signal: AbortSignal) {
    this.#count = (text) =>
      unlessAborted(editor.countTokens(model, text, signal), signal).catch(() => undefined);
    this.#prompt = promptText(request);
    this.#counting = this.#count(this.#prompt).then((tokens) => (this.#input = tokens));
  }

  /** Of the prompt, as soon as it is counted. */
  get input(): number | undefined {
    return this.#input;
  }

  async usage(
    answer: readonly ContentBlock[],
  ): Promise<{ readonly usage: Usage; readonly estimated: boolean }> {
    const written = answer.map(blockText).join("\n");
    const [input, output] = await Promise.all([this.#counting, this.#count(written)]);
    return {
      usage: { ...NO_USAGE, input: input ?? estimate(this.#prompt), output: output ?? estimate(written) },
      estimated: input === undefined || output === undefined,
    };
  }
}

const estimate = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);

const promptText = ({ system, tools, messages }: ModelRequest): string =>
  [
    ...system.map(({ text }) => text),
    ...tools.map((tool) => JSON.stringify(tool)),
    ...messages.flatMap(({ content }) => content.map(blockText)),
  ].join("\n");

function blockText(block: ContentBlock): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "tool_use":
      return `${block.name} ${JSON.stringify(block.input)}`;
    case "tool_result":
      return typeof block.content === "string"
        ? block.content
        : block.content.map(({ text }) => text).join("\n");
    case "thinking":
    case "redacted_thinking":
    case "(unknown)":
    default:
      return "";
  }
}
