import type { Files } from "./ports.ts";
import { isInside } from "./paths.ts";

/**
 * The text of a file that lies in a root, or undefined where there is none. A link that leads out of
 * the root is refused: a cloned repository must not have the person's files sent to a model.
 * @throws Error saying why the file cannot be used.
 */
export async function readProjectFile(
  files: Files,
  root: string,
  path: string,
  largest: number,
): Promise<string | undefined> {
  if ((await files.stat(path))?.kind !== "file") return undefined;
  const { bytes, size, realPath } = await files.read(path, 0, largest);
  if (!isInside((await files.realPath(root)) ?? root, realPath))
    throw new Error("it is a link to a file outside the folder");
  if (size > largest) throw new Error(`it is larger than ${Math.round(largest / 1024)} kB`);
  return files.openText(path) ?? new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
