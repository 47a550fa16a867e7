import { glob } from "tinyglobby";
import { projectRoot } from "../workbench/paths.ts";

/** Every `test/fixtures/*-extension` is loaded beside ours, for what a test needs from another extension. */
export async function helperExtensions(): Promise<string[]> {
  return glob("test/fixtures/*-extension", {
    cwd: projectRoot,
    absolute: true,
    onlyDirectories: true,
    expandDirectories: false,
  });
}
