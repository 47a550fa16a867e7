import * as vscode from "vscode";
import type { Engine } from "../engine.ts";
import type { LazyEngine } from "./lazyEngine.ts";

/** Hears when all agents are stopped or may run again, whichever window or terminal did it. */
export class StopNews implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  #since: number | undefined;

  readonly onChange = this.#changed.event;

  constructor(engine: LazyEngine) {
    this.#subscriptions = [this.#changed, engine.onLoaded((loaded) => this.#follow(loaded))];
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #follow(engine: Engine): void {
    const look = (): void => void this.#look(engine);
    this.#subscriptions.push(engine.emergencyStop.onChange(look));
    look();
  }

  async #look({ emergencyStop }: Engine): Promise<void> {
    // Where it cannot be read the budget meter says so.
    const since = (await emergencyStop.state().catch(() => undefined))?.since;
    if (since === this.#since) return;
    this.#since = since;
    this.#changed.fire();
  }
}
