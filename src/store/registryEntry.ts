import { join } from "node:path";
import type { Clock, Storage, WorkspaceIdentity } from "../core/ports.ts";
import { ms } from "../core/units.ts";

/** Where the recordings of one workspace lie, and where they lay before that folder was gone. */
export interface Entry {
  readonly storage: string;
  readonly former?: readonly string[];
}

/** `spoilt`: neither the entry nor its copy can be read. */
export type Found = Entry | "none" | "spoilt";

/** On a file system without links an entry appears a moment before its content. */
const PATIENCE = { times: 10, pause: ms(20) };

/** The registry's entries on disk, one file per workspace, each with a copy that mends it. */
export class RegistryEntries {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #folder: string;

  constructor(storage: Storage, clock: Clock, home: string) {
    this.#storage = storage;
    this.#clock = clock;
    this.#folder = join(home, "workspaces");
  }

  async find(key: string): Promise<Found> {
    const bytes = await this.#read(this.#path(key));
    const entry = bytes && parseEntry(bytes);
    if (entry !== undefined) return entry;
    const copy = parseEntry(await this.#storage.read(this.#copyPath(key)));
    if (copy !== undefined) {
      await this.#storage.replace(this.#path(key), encode(copy));
      return copy;
    }
    return bytes === undefined ? "none" : "spoilt";
  }

  /** Registers a folder unless somebody was faster. Returns what holds. */
  async create(key: string, workspace: WorkspaceIdentity, storage: string): Promise<Entry> {
    const created = await this.#storage.createExclusive(this.#path(key), encode({ ...workspace, storage }));
    const found = created ? { storage } : await this.find(key);
    if (typeof found === "string") return this.replace(key, workspace, { storage });
    if (created) await this.#storage.replace(this.#copyPath(key), encode({ ...workspace, storage }));
    return found;
  }

  async replace(key: string, workspace: WorkspaceIdentity, entry: Entry): Promise<Entry> {
    for (const path of [this.#path(key), this.#copyPath(key)])
      await this.#storage.replace(path, encode({ ...workspace, ...entry }));
    return entry;
  }

  /** Undefined where there is no such file. */
  async #read(path: string): Promise<Uint8Array | undefined> {
    for (let time = 1; (await this.#storage.size(path)) !== undefined; time++) {
      const bytes = await this.#storage.read(path);
      if (bytes.length > 0 || time === PATIENCE.times) return bytes;
      await this.#clock.sleep(PATIENCE.pause);
    }
    return undefined;
  }

  #path(key: string): string {
    return join(this.#folder, `${key}.json`);
  }

  #copyPath(key: string): string {
    return join(this.#folder, "copies", `${key}.json`);
  }
}

/** All entries of a home that can be read. */
export async function allEntries(storage: Storage, home: string): Promise<readonly Entry[]> {
  const folder = join(home, "workspaces");
  const names = (await storage.list(folder)).filter((name) => name.endsWith(".json"));
  const entries = await Promise.all(
    names.map(async (name) => parseEntry(await storage.read(join(folder, name)))),
  );
  return entries.filter((entry) => entry !== undefined);
}

const encode = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));

function parseEntry(bytes: Uint8Array): Entry | undefined {
  try {
    const { storage, former } = JSON.parse(Buffer.from(bytes).toString("utf8")) as Record<string, unknown>;
    if (typeof storage !== "string" || storage === "") return undefined;
    return {
      storage,
      ...(Array.isArray(former) && { former: former.filter((path) => typeof path === "string") }),
    };
  } catch {
    return undefined;
  }
}
