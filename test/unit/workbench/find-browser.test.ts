import assert from "node:assert/strict";
import { findBrowser, type Surroundings } from "../../workbench/find-browser.ts";

function machine(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, ...files: string[]): Surroundings {
  return { platform, env, exists: (path) => files.includes(path) };
}

describe("finding a browser", () => {
  it("takes what CHROME_PATH names before anything else", () => {
    const around = machine("linux", { CHROME_PATH: "/opt/mine", PATH: "/usr/bin" }, "/usr/bin/chromium");
    assert.equal(findBrowser(around), "/opt/mine");
  });

  it("takes Chrome before Chromium before Edge, wherever on PATH they are", () => {
    const all = ["/a/microsoft-edge", "/a/chromium", "/b/google-chrome"];
    const env = { PATH: "/a:/b" };
    assert.equal(findBrowser(machine("linux", env, ...all)), "/b/google-chrome");
    assert.equal(findBrowser(machine("linux", env, ...all.slice(0, 2))), "/a/chromium");
    assert.equal(findBrowser(machine("linux", env, ...all.slice(0, 1))), "/a/microsoft-edge");
  });

  it("finds applications of macOS, the person's own too", () => {
    const chrome = "/Users/me/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    assert.equal(findBrowser(machine("darwin", { HOME: "/Users/me", PATH: "/usr/bin" }, chrome)), chrome);
  });

  it("finds Edge on a Windows that has nothing else", () => {
    const edge = "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe";
    const env = { ProgramFiles: "C:\\Program Files", "ProgramFiles(x86)": "C:\\Program Files (x86)" };
    assert.equal(findBrowser(machine("win32", env, edge)), edge);
  });

  it("finds nothing where there is nothing", () => {
    for (const platform of ["linux", "darwin", "win32"] as const)
      assert.equal(findBrowser(machine(platform, {})), undefined);
  });
});
