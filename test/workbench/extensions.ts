import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

interface InstalledExtension {
  readonly identifier: { readonly id: string };
  readonly version: string;
  readonly location: { readonly $mid: 1; readonly scheme: "file"; readonly path: string };
}

/**
 * Registers extensions with a server as installed, each from the folder where it is being developed.
 * Unlike extensions given as under development there may be several, and the workbench behaves as a
 * person's does: it shows notifications and restarts a crashed extension host.
 * @param extensionsDir the server's folder of installed extensions.
 * @param folders absolute paths of folders with a manifest.
 */
export async function linkExtensions(extensionsDir: string, folders: readonly string[]): Promise<void> {
  const file = join(extensionsDir, "extensions.json");
  const linked = await Promise.all(folders.map(describeExtension));
  const ids = new Set(linked.map((extension) => extension.identifier.id));
  const others = (await readInstalled(file)).filter((extension) => !ids.has(extension.identifier.id));
  await mkdir(extensionsDir, { recursive: true });
  await writeFile(file, JSON.stringify([...others, ...linked]));
}

async function describeExtension(folder: string): Promise<InstalledExtension> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    publisher: string;
    name: string;
    version: string;
  };
  return {
    identifier: { id: `${manifest.publisher}.${manifest.name}`.toLowerCase() },
    version: manifest.version,
    location: { $mid: 1, scheme: "file", path: decodeURIComponent(pathToFileURL(folder).pathname) },
  };
}

async function readInstalled(file: string): Promise<InstalledExtension[]> {
  const text = await readFile(file, "utf8").catch(() => "[]");
  return JSON.parse(text) as InstalledExtension[];
}
