import type { EditorModel } from "../core/editor.ts";
import type { ModelRef } from "../core/lines.ts";
import type { ModelInfo } from "../core/model.ts";
import { modelName } from "../core/modelName.ts";
import type { Disposable, Ports } from "../core/ports.ts";

/** What nobody tells us of an editor's model. */
const USUAL_OUTPUT = 32_000;

/** The models that the editor offers, as of the last change. Empty where there is no editor. */
export class EditorCatalog {
  readonly #ports: Pick<Ports, "editorModels" | "log">;
  readonly #listeners = new Set<() => void>();
  readonly #subscription: Disposable | undefined;
  #loading: Promise<readonly EditorModel[]> | undefined;
  #known: readonly EditorModel[] = [];

  constructor(ports: Pick<Ports, "editorModels" | "log">) {
    this.#ports = ports;
    this.#subscription = ports.editorModels?.onChange(() => void this.#changed());
  }

  load(): Promise<readonly EditorModel[]> {
    this.#loading ??= this.#read();
    return this.#loading;
  }

  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** One that is not offered now has a window of unknown size. */
  info(id: string): ModelInfo {
    const known = this.#known.find((model) => model.id === id);
    return {
      id,
      provider: "vscode",
      label: known?.name ?? id,
      contextWindow: known?.maxInputTokens ?? 0,
      maxOutput: USUAL_OUTPUT,
    };
  }

  /** By `vscode:vendor/id`, `vendor/id`, its name with or without the vendor, its id or its family. */
  find(name: string): ModelRef | undefined {
    const found = this.#known.find((model) => namesOf(model).includes(name));
    return found && { provider: "vscode", id: found.id };
  }

  dispose(): void {
    this.#subscription?.dispose();
    this.#listeners.clear();
  }

  async #changed(): Promise<void> {
    this.#loading = undefined;
    await this.load();
    for (const listener of this.#listeners) listener();
  }

  async #read(): Promise<readonly EditorModel[]> {
    try {
      this.#known = (await this.#ports.editorModels?.list()) ?? [];
    } catch (error) {
      this.#ports.log.error("The editor did not tell its models", error);
    }
    return this.#known;
  }
}

function namesOf({ id, name, vendor, family }: EditorModel): readonly string[] {
  const ref: ModelRef = { provider: "vscode", id };
  return [modelName(ref), id, name, `${name} (${vendor})`, id.slice(vendor.length + 1), family];
}
