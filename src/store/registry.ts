import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { toStorageError } from "../core/failure.ts";
import type { Clock, Places, Storage, WorkspaceIdentity } from "../core/ports.ts";
import { allEntries, RegistryEntries } from "./registryEntry.ts";

/** Where a workspace's recordings and index lie. */
export interface WorkspacePlace {
  readonly folder: string;
  /** What a person should know about it: something was damaged, or is gone. */
  readonly notice?: string;
}

interface Surroundings {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly places: Places;
}

/** Sessions that belong to no folder lie in the home itself. */
const noWorkspaceFolder = (home: string): string => join(home, "no-workspace");

/**
 * The folder where a workspace's recordings and index lie: the one first made for it, whoever asks.
 * VS Code's own folder for a workspace changes with a second window, a reload or a second root; the
 * registry in the home does not. A workspace of several roots shares the folder of its first, so that
 * sessions stay in sight when a root is added or taken away.
 * @throws FlightdeckError `storage` where the home cannot be written.
 */
export async function workspaceFolder(surroundings: Surroundings): Promise<WorkspacePlace> {
  const { home, workspace } = surroundings.places;
  if (workspace === undefined) return { folder: noWorkspaceFolder(home) };
  try {
    return await new Registry(surroundings).placeOf(workspace);
  } catch (error) {
    throw toStorageError(error, home);
  }
}

/** Every folder that holds recordings of a workspace, gone ones included, and the one for sessions without any. */
export async function registeredFolders(storage: Storage, home: string): Promise<readonly string[]> {
  const entries = await allEntries(storage, home);
  const folders = entries.flatMap((entry) => [entry.storage, ...(entry.former ?? [])]);
  return [...new Set([...folders, noWorkspaceFolder(home)])];
}

/** The same for the same workspace, whatever the order of its folders. */
function workspaceKey(workspace: WorkspaceIdentity): string {
  const identity =
    workspace.file === undefined ? workspace.folders.toSorted().join("\n") : `file:${workspace.file}`;
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}

class Registry {
  readonly #storage: Storage;
  readonly #places: Places;
  readonly #entries: RegistryEntries;

  constructor({ storage, clock, places }: Surroundings) {
    this.#storage = storage;
    this.#places = places;
    this.#entries = new RegistryEntries(storage, clock, places.home);
  }

  async placeOf(workspace: WorkspaceIdentity): Promise<WorkspacePlace> {
    const key = workspaceKey(workspace);
    const found = await this.#entries.find(key);
    if (found === "none") return { folder: await this.#register(workspace) };
    if (found === "spoilt") return this.#mend(key, workspace);
    if (await this.#isThere(found.storage)) return { folder: found.storage };
    return this.#moveOn(key, workspace, found.storage, found.former ?? []);
  }

  async #register(workspace: WorkspaceIdentity): Promise<string> {
    const key = workspaceKey(workspace);
    const alone = firstRoot(workspace);
    const shared = alone && (await this.#entries.find(workspaceKey(alone)));
    const wanted = typeof shared === "object" ? shared.storage : this.#offered(key);
    // Marked first, so that nobody takes it for a folder that is gone.
    await this.#mark(wanted, workspace);
    const { storage } = await this.#entries.create(key, workspace, wanted);
    if (alone !== undefined && shared === "none")
      await this.#entries.create(workspaceKey(alone), alone, storage);
    return storage;
  }

  /** Its folder bears the workspace's mark, wherever it lies; of several the one with the most sessions. */
  async #mend(key: string, workspace: WorkspaceIdentity): Promise<WorkspacePlace> {
    const offered = this.#offered(key);
    let best = { folder: offered, sessions: 0 };
    for (const folder of [
      offered,
      join(this.#places.home, "recordings", key),
      ...(await this.#siblings(offered)),
    ]) {
      if ((await this.#markOf(folder)) !== key) continue;
      const { length: sessions } = await this.#storage.list(join(folder, "sessions"));
      if (sessions > best.sessions) best = { folder, sessions };
    }
    const { folder } = best;
    await this.#mark(folder, workspace);
    await this.#entries.replace(key, workspace, { storage: folder });
    const notice = `The note of where this workspace's sessions lie was damaged. They are now looked for in ${folder}.`;
    return { folder, notice };
  }

  async #moveOn(
    key: string,
    workspace: WorkspaceIdentity,
    gone: string,
    former: readonly string[],
  ): Promise<WorkspacePlace> {
    const folder = this.#offered(key);
    await this.#mark(folder, workspace);
    await this.#entries.replace(key, workspace, { storage: folder, former: [...former, gone] });
    const notice = `The folder with this workspace's earlier sessions is gone: ${gone}. New ones are kept in ${folder}.`;
    return { folder, notice };
  }

  /** Folders that VS Code made for this extension in other windows. */
  async #siblings(offered: string): Promise<readonly string[]> {
    if (this.#places.workspaceStorage === undefined) return [];
    const all = dirname(dirname(offered));
    const extension = offered.slice(dirname(offered).length + 1);
    return (await this.#storage.list(all)).map((name) => join(all, name, extension));
  }

  #offered(key: string): string {
    return this.#places.workspaceStorage ?? join(this.#places.home, "recordings", key);
  }

  /** A folder of an earlier version has no mark yet, but something in it. */
  async #isThere(folder: string): Promise<boolean> {
    return (
      (await this.#storage.size(markPath(folder))) !== undefined ||
      (await this.#storage.list(folder)).length > 0
    );
  }

  async #mark(folder: string, workspace: WorkspaceIdentity): Promise<void> {
    const content = JSON.stringify({ key: workspaceKey(workspace), ...workspace });
    await this.#storage.createExclusive(markPath(folder), Buffer.from(content));
  }

  async #markOf(folder: string): Promise<string | undefined> {
    try {
      const { key } = JSON.parse(Buffer.from(await this.#storage.read(markPath(folder))).toString()) as {
        readonly key?: unknown;
      };
      return typeof key === "string" ? key : undefined;
    } catch {
      return undefined;
    }
  }
}

const markPath = (folder: string): string => join(folder, "workspace.json");

/** What the first root of a workspace of several, or of a workspace file, is when it is opened alone. */
function firstRoot({ file, folders }: WorkspaceIdentity): WorkspaceIdentity | undefined {
  const [first] = folders;
  return first === undefined || (file === undefined && folders.length === 1)
    ? undefined
    : { folders: [first] };
}
