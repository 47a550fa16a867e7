import * as vscode from "vscode";
import type { Engine } from "../engine.ts";

/** The engine, loaded when it is first needed. */
export class LazyEngine implements vscode.Disposable {
  readonly #load: () => Promise<Engine>;
  readonly #loaded = new vscode.EventEmitter<Engine>();
  #engine: Promise<Engine> | undefined;

  /** Fires once, when something needed the engine for the first time. */
  readonly onLoaded = this.#loaded.event;

  constructor(load: () => Promise<Engine>) {
    this.#load = load;
  }

  get(): Promise<Engine> {
    this.#engine ??= this.#load().then((engine) => {
      this.#loaded.fire(engine);
      return engine;
    });
    return this.#engine;
  }

  dispose(): void {
    this.#loaded.dispose();
  }

  /** Ends what runs; does nothing where the engine was never needed. */
  async close(): Promise<void> {
    await (await this.#engine)?.dispose();
  }
}
