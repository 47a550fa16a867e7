import type { PlatformInfo, Storage } from "../core/ports.ts";
import { leasePath } from "./layout.ts";

/** Who writes a recording: a process on a host. `start` tells it from a later process with its pid. */
export interface LeaseOwner {
  readonly pid: number;
  readonly start?: string;
  readonly host: string;
  /** What it is, for a sentence: “a VS Code window”. */
  readonly program?: string;
}

export interface Lease {
  release(): Promise<void>;
}

export type LeaseState =
  | { readonly state: "free" }
  | { readonly state: "held"; readonly by: LeaseOwner }
  /** Its process is gone without releasing it. */
  | { readonly state: "dead"; readonly by: LeaseOwner };

/**
 * One writer per recording. A lease is a numbered file, created exclusively; the highest number counts
 * and is never removed, only marked as released. Whoever comes next creates the next number, which only
 * one can; one who looked long ago, and creates a number that has been passed since, sees the higher one.
 */
export class Leases {
  readonly #storage: Storage;
  readonly #platform: PlatformInfo;

  constructor(storage: Storage, platform: PlatformInfo) {
    this.#storage = storage;
    this.#platform = platform;
  }

  async state(folder: string): Promise<LeaseState> {
    return (await this.#newest(folder)).state;
  }

  /**
   * The lease, or who holds it.
   * @param goneOwner a holder of another machine, of whom a person says that it runs no more.
   */
  async acquire(folder: string, goneOwner?: LeaseOwner): Promise<Lease | { readonly heldBy: LeaseOwner }> {
    for (;;) {
      const { generation, state } = await this.#newest(folder);
      if (state.state === "held" && !this.#isGone(state.by, goneOwner)) return { heldBy: state.by };
      const mine = generation + 1;
      if (!(await this.#storage.createExclusive(leasePath(folder, mine), await this.#self()))) continue;
      const others = (await this.#generations(folder)).filter((other) => other !== mine);
      if (others.every((other) => other < mine) && !(await this.#appeared(folder, others, goneOwner))) {
        await this.#remove(folder, others);
        return { release: () => this.#release(folder, mine) };
      }
      await this.#remove(folder, [mine]);
    }
  }

  /**
   * Whether one of the leases below ours, which were spoilt or dead when we looked, now names a living
   * holder: without hard links a lease's content comes a moment after its file.
   */
  async #appeared(folder: string, below: readonly number[], goneOwner?: LeaseOwner): Promise<boolean> {
    for (const generation of below) {
      const state = await this.#stateOf(await this.#storage.read(leasePath(folder, generation)));
      if (state.state === "held" && !this.#isGone(state.by, goneOwner)) return true;
    }
    return false;
  }

  async #newest(folder: string): Promise<{ readonly generation: number; readonly state: LeaseState }> {
    for (;;) {
      const generation = Math.max(0, ...(await this.#generations(folder)));
      if (generation === 0) return { generation, state: { state: "free" } };
      const path = leasePath(folder, generation);
      const bytes = await this.#storage.read(path);
      // Passed and removed while we looked.
      if ((await this.#storage.size(path)) === undefined) continue;
      return { generation, state: await this.#stateOf(bytes) };
    }
  }

  /** A lease appears with its content, so one that cannot be read is spoilt, not on its way. */
  async #stateOf(bytes: Uint8Array): Promise<LeaseState> {
    if (RELEASED.equals(bytes)) return { state: "free" };
    const by = parseOwner(bytes);
    if (by === undefined) return { state: "dead", by: { pid: 0, host: this.#platform.hostname } };
    return { state: (await this.#isAlive(by)) ? "held" : "dead", by };
  }

  /** What cannot be looked up counts as alive: a process of another host, or when one began. */
  async #isAlive(owner: LeaseOwner): Promise<boolean> {
    if (owner.host !== this.#platform.hostname) return true;
    if (!this.#platform.isRunning(owner.pid)) return false;
    const start = owner.start === undefined ? undefined : await this.#platform.processStart(owner.pid);
    return start === undefined || start === owner.start;
  }

  /** Of a process of this machine we know ourselves whether it lives. */
  #isGone(owner: LeaseOwner, said: LeaseOwner | undefined): boolean {
    if (said === undefined || owner.host === this.#platform.hostname) return false;
    return owner.host === said.host && owner.pid === said.pid && owner.start === said.start;
  }

  async #self(): Promise<Uint8Array> {
    const { pid, hostname, program } = this.#platform;
    const start = await this.#platform.processStart(pid);
    const owner: LeaseOwner = { pid, host: hostname, ...(start && { start }), ...(program && { program }) };
    return Buffer.from(JSON.stringify(owner));
  }

  async #release(folder: string, generation: number): Promise<void> {
    const path = leasePath(folder, generation);
    try {
      await this.#storage.replace(path, RELEASED);
    } catch {
      // A full disk takes no mark, but it lets go of a file.
      await this.#storage.remove(path);
    }
  }

  async #generations(folder: string): Promise<readonly number[]> {
    return (await this.#storage.list(folder)).map(generationOf).filter((generation) => generation > 0);
  }

  async #remove(folder: string, generations: readonly number[]): Promise<void> {
    for (const generation of generations) await this.#storage.remove(leasePath(folder, generation));
  }
}

const RELEASED = Buffer.from('{"released":true}');

const generationOf = (name: string): number => Number(/^lease-(\d+)$/.exec(name)?.[1] ?? 0);

function parseOwner(bytes: Uint8Array): LeaseOwner | undefined {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString("utf8")) as Partial<LeaseOwner>;
    if (typeof value.pid !== "number" || typeof value.host !== "string") return undefined;
    return {
      pid: value.pid,
      host: value.host,
      ...(typeof value.start === "string" && { start: value.start }),
      ...(typeof value.program === "string" && { program: value.program }),
    };
  } catch {
    return undefined;
  }
}
