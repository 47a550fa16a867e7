import assert from "node:assert/strict";
import { chmod, symlink } from "node:fs/promises";
import { NodeSourceTree } from "../../../src/node/sourceTree.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

describe("The source tree of a folder", () => {
  const folder = useTempFolder({
    "src/main.py": "print()\n",
    "src/gen/.gitignore": "*.py\n!kept.py\n",
    "src/gen/made.py": "",
    "src/gen/kept.py": "",
    "node_modules/x/index.js": "",
    "secret/.env": "KEY=1\n",
    ".gitignore": "secret/\n*.log\n",
    "a.log": "",
    ".flightdeck/audit.yaml": "",
  });
  const list = async () => new NodeSourceTree(folder().path).list(new AbortController().signal);
  const paths = async () => (await list()).files.map(({ path }) => path);

  it("has what version control has, without installed packages", async () => {
    assert.deepEqual(await paths(), [
      ".flightdeck/audit.yaml",
      ".gitignore",
      "src/gen/.gitignore",
      "src/gen/kept.py",
      "src/main.py",
    ]);
  });

  it("follows no links, so that loops and places outside are out of reach", async () => {
    const before = await paths();
    await symlink(folder().path, folder().at("src/loop"));
    await symlink("/etc/hosts", folder().at("src/hosts.py"));
    assert.deepEqual(await paths(), before);
  });

  it("says which folders cannot be looked into, and has the rest", async function () {
    if (process.getuid?.() === 0 || process.platform === "win32") this.skip();
    await folder().write("closed/main.py", "print()\n");
    await chmod(folder().at("closed"), 0);
    try {
      const { files, unreadable } = await list();
      assert.deepEqual(unreadable, ["closed"]);
      assert.ok(files.some(({ path }) => path === "src/main.py"));
    } finally {
      await chmod(folder().at("closed"), 0o755);
    }
  });

  it("ends when it is told to", async () => {
    await assert.rejects(new NodeSourceTree(folder().path).list(AbortSignal.abort()), { name: "AbortError" });
  });
});
