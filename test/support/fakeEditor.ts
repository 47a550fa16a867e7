import {
  EditorModelError,
  type EditorAnswerPart,
  type EditorModel,
  type EditorModelRequest,
  type EditorModels,
} from "../../src/core/editor.ts";

/** Answers one request of an editor's model, part by part. */
export type EditorScript = (
  request: EditorModelRequest,
  signal: AbortSignal,
) => AsyncIterable<EditorAnswerPart> | Iterable<EditorAnswerPart>;

export const GPT: EditorModel = {
  id: "acme/gpt-1",
  name: "GPT One",
  vendor: "acme",
  family: "gpt",
  maxInputTokens: 64_000,
};

/** What `vscode.lm` does, without VS Code. A token is a word. */
export class FakeEditor implements EditorModels {
  readonly requests: EditorModelRequest[] = [];
  models: readonly EditorModel[] = [GPT];
  readonly #scripts: readonly EditorScript[];
  readonly #listeners = new Set<() => void>();
  counts = true;

  /** @param scripts one after the other; the last one stays. */
  constructor(...scripts: readonly EditorScript[]) {
    this.#scripts = scripts;
  }

  list(): Promise<readonly EditorModel[]> {
    return Promise.resolve(this.models);
  }

  /** Other extensions came or went. */
  change(models: readonly EditorModel[]): void {
    this.models = models;
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): { dispose: () => void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  countTokens(_id: string, text: string): Promise<number> {
    if (!this.counts) return Promise.reject(new Error("no tokenizer"));
    return Promise.resolve(text.split(/\s+/).filter(Boolean).length);
  }

  async *send(
    id: string,
    request: EditorModelRequest,
    signal: AbortSignal,
  ): AsyncGenerator<EditorAnswerPart> {
    this.requests.push(request);
    if (!this.models.some((model) => model.id === id))
      throw new EditorModelError("NotFound", "no such model");
    const script = this.#scripts[Math.min(this.requests.length, this.#scripts.length) - 1];
    yield* script?.(request, signal) ?? [];
  }
}
