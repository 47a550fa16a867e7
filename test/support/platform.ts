import type { PlatformInfo } from "../../src/core/ports.ts";

/** Processes that live and die when a test says so, on one host unless another is named. */
export class FakeProcesses {
  readonly #starts = new Map<number, string>();

  /** A process as it sees itself and the others. */
  start(pid: number, { start = `start-${pid}`, hostname = "desk" } = {}): PlatformInfo {
    this.#starts.set(pid, start);
    return {
      version: "0.0.0",
      os: "linux",
      pid,
      hostname,
      processStart: (other) => Promise.resolve(this.#starts.get(other)),
      isRunning: (other) => this.#starts.has(other),
    };
  }

  end(pid: number): void {
    this.#starts.delete(pid);
  }
}
