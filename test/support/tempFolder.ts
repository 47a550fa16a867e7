import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder on the real disk. */
export class TempFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<TempFolder> {
    const folder = new TempFolder(await realpath(await mkdtemp(join(tmpdir(), "flightdeck-"))));
    for (const [path, content] of Object.entries(files)) await folder.write(path, content);
    return folder;
  }

  /** The same, at once. */
  static createNow(files: Readonly<Record<string, string | Uint8Array>>): TempFolder {
    const folder = new TempFolder(realpathSync(mkdtempSync(join(tmpdir(), "flightdeck-"))));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(folder.at(path)), { recursive: true });
      writeFileSync(folder.at(path), content);
    }
    return folder;
  }

  at(...path: string[]): string {
    return join(this.path, ...path);
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(this.at(path)), { recursive: true });
    await writeFile(this.at(path), content);
  }

  read(path: string): Promise<string> {
    return readFile(this.at(path), "utf8");
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/**
 * Gives each test of the enclosing `describe` a new folder, and removes it afterwards. It is made when a test
 * first asks for it: called outside a `describe`, these hooks are run for every test there is.
 */
export function useTempFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): () => TempFolder {
  let folder: TempFolder | undefined;
  let inTest = false;
  beforeEach(() => {
    inTest = true;
  });
  afterEach(async () => {
    inTest = false;
    await folder?.remove();
    folder = undefined;
  });
  return () => {
    if (!inTest) throw new Error("only within a test");
    return (folder ??= TempFolder.createNow(files));
  };
}
