import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import type { FileContent, Files } from "../../../src/core/ports.ts";
import { NodeFiles } from "../../../src/node/files.ts";
import { openWorkspace, type Place } from "../../../src/tools/paths.ts";
import { Folder, refusal, roomOver } from "./room.ts";

/** A file system that is only names, with the rules of whichever platform. */
function namesOnly(roots: readonly string[], real: Readonly<Record<string, string>>): Files {
  return {
    roots,
    trusted: true,
    realPath: (path) => Promise.resolve(real[path]),
    stat: () => Promise.resolve({ kind: "folder", size: 0, modified: 0 as never }),
    list: () => Promise.resolve([]),
    read: () => Promise.reject(new Error("unread")),
    openText: () => undefined,
    write: () => Promise.reject(new Error("unwritten")),
    remove: () => Promise.resolve(),
  };
}

describe("a path that a model gives", () => {
  let folder: Folder;
  let outside: Folder;
  beforeEach(async () => {
    folder = await Folder.create({ "src/a.ts": "a", "other/b.ts": "b" });
    outside = await Folder.create({ "secret.txt": "s" });
  });
  afterEach(() => Promise.all([folder.remove(), outside.remove()]));

  const resolve = async (input: string): Promise<Place> => {
    const workspace = await openWorkspace(new NodeFiles([folder.path]), "linux");
    return workspace.resolve(input);
  };

  it("may be relative, absolute or roundabout, as long as it stays inside", async () => {
    for (const input of ["src/a.ts", "./src/../src/a.ts", folder.at("src/a.ts"), "other/../src//a.ts"])
      assert.equal((await resolve(input)).path, "src/a.ts");
    assert.equal((await resolve(".")).path, ".");
  });

  const hostile: Readonly<Record<string, (outside: Folder) => string>> = {
    "climbs out with ..": () => "../secret.txt",
    "climbs out in the middle": () => "src/../../x",
    "is absolute and elsewhere": (other) => other.at("secret.txt"),
    "names the root's sibling with the same beginning": () => `${folder.path}-evil/x`,
    "holds a NUL": () => "src/a.ts\0.png",
    "is a UNC path": () => "\\\\server\\share\\x",
    "is a device path": () => "//./pipe/x",
    "is a device": () => "/dev/zero",
    "is the root in other letter case, which is another folder here": () => folder.path.toUpperCase(),
  };
  for (const [how, input] of Object.entries(hostile))
    it(`is refused where it ${how}`, async () => {
      await refusal(resolve(input(outside)));
    });

  it("is not even looked at where it leads out by its text", async () => {
    const looked: string[] = [];
    const disk = new NodeFiles([folder.path]);
    const noting: Files = Object.assign(Object.create(disk) as Files, {
      realPath: (path: string) => {
        looked.push(path);
        return disk.realPath(path);
      },
    });
    const workspace = await openWorkspace(noting, "linux");
    await refusal(workspace.resolve(outside.at("secret.txt")));
    assert.deepEqual(looked, [folder.path]);
  });

  it("is refused where a link in it leads out, for files that exist and for new ones", async () => {
    await symlink(outside.path, folder.at("link"));
    await symlink(outside.at("secret.txt"), folder.at("file"));
    for (const input of ["link", "link/secret.txt", "link/new.txt", "link/new/deep.txt", "file"])
      assert.match((await refusal(resolve(input))).message, /outside the workspace/);
  });

  it("is refused where it is a link to nothing, through which a file could be made elsewhere", async () => {
    await symlink(outside.at("later.txt"), folder.at("broken"));
    assert.match((await refusal(resolve("broken"))).message, /leads nowhere/);
    await symlink("loop", folder.at("loop"));
    await refusal(resolve("loop"));
  });

  it("is taken for what a link inside the workspace leads to", async () => {
    await symlink(folder.at("src"), folder.at("alias"));
    assert.equal((await resolve("alias/a.ts")).path, "src/a.ts");
    assert.equal((await resolve("alias/new.ts")).path, "src/new.ts");
  });

  it("of a new file is resolved through its nearest existing folder", async () => {
    const place = await resolve("src/new/deep/x.ts");
    assert.deepEqual([place.path, place.exists], ["src/new/deep/x.ts", false]);
    assert.match((await refusal(resolve("src/a.ts/x"))).message, /a\.ts is not a folder/);
  });

  it("keeps the root as the editor knows it, so that open documents are found", async () => {
    await symlink(folder.path, outside.at("root"));
    const workspace = await openWorkspace(new NodeFiles([outside.at("root")]), "linux");
    assert.equal((await workspace.resolve("src/a.ts")).absolute, outside.at("root/src/a.ts"));
    assert.equal((await workspace.resolve(folder.at("src/a.ts"))).path, "src/a.ts");
  });
});

describe("a path in a workspace of several folders", () => {
  it("begins with the folder's name, and is of the first folder without one", async () => {
    const one = await Folder.create({ "api/x.ts": "", "web/y.ts": "" });
    const files = new NodeFiles([one.at("api"), one.at("web")]);
    const workspace = await openWorkspace(files, "linux");
    assert.equal((await workspace.resolve("web/y.ts")).absolute, one.at("web/y.ts"));
    assert.equal((await workspace.resolve("x.ts")).path, "api/x.ts");
    assert.equal((await workspace.resolve("api/x.ts")).absolute, one.at("api/x.ts"));
    await refusal(workspace.resolve("web/../../z"));
    assert.equal((await roomOver(files).run("list_files", {})).text, "api/x.ts\nweb/y.ts");
    await one.remove();
  });

  it("tells two folders of the same name apart", async () => {
    const one = await Folder.create({ "a/app/x.ts": "", "b/app/x.ts": "" });
    const workspace = await openWorkspace(new NodeFiles([one.at("a/app"), one.at("b/app")]), "linux");
    assert.equal((await workspace.resolve("app-2/x.ts")).absolute, one.at("b/app/x.ts"));
    await one.remove();
  });
});

describe("a path on Windows", () => {
  const files = namesOnly(["c:\\Work\\Proj"], {
    "c:\\Work\\Proj": "C:\\work\\proj",
    "c:\\Work\\Proj\\SRC\\A.ts": "C:\\work\\proj\\src\\a.ts",
    "C:\\WORK\\PROJ\\src\\a.ts": "C:\\work\\proj\\src\\a.ts",
    "c:\\Work\\Proj\\.GIT\\config": "C:\\work\\proj\\.git\\config",
  });
  const resolve = async (input: string): Promise<Place> =>
    (await openWorkspace(files, "win32")).resolve(input);

  it("is compared without regard to case and takes both separators", async () => {
    for (const input of ["SRC/A.ts", "SRC\\A.ts", "C:\\WORK\\PROJ\\src\\a.ts"])
      assert.deepEqual(await resolve(input), {
        path: "src/a.ts",
        absolute: "c:\\Work\\Proj\\src\\a.ts",
        qualified: "Proj/src/a.ts",
        exists: true,
      });
  });

  it("takes the name that the disk has, however it is written", async () => {
    assert.equal((await resolve(".GIT/config")).path, ".git/config");
  });

  const reserved = ["nul", "src\\CON.txt", "com1", "src/lpt1.log", "a.txt:stream", "name.", "name "];
  const elsewhere = [
    "..\\x",
    "D:\\x",
    "C:a.txt",
    "\\x",
    "\\\\?\\C:\\work\\a",
    "\\\\.\\COM1",
    "//server/share/x",
  ];
  for (const input of [...reserved, ...elsewhere])
    it(`is refused: ${JSON.stringify(input)}`, async () => {
      await refusal(resolve(input));
    });
});

describe("a file behind a link that is swapped after the check", () => {
  it("is not shown: the opened file is checked again", async () => {
    const folder = await Folder.create({ "a.txt": "inside" });
    const disk = new NodeFiles([folder.path]);
    const swapped: Files = Object.assign(Object.create(disk) as Files, {
      read: async (): Promise<FileContent> => ({
        bytes: Buffer.from("root:x:0:0"),
        size: 10,
        realPath: "/etc/passwd",
      }),
    });
    const room = roomOver(swapped);
    const error = await refusal(room.run("read_file", { path: "a.txt" }));
    assert.match(error.message, /outside the workspace/);
    assert.doesNotMatch(error.message, /root:x/);
    const search = await room.run("search_text", { pattern: "root" });
    assert.equal(search.text, "[No line found.]\n[Not searched: 1 files that could not be read.]");
    await folder.remove();
  });
});

describe("a folder that a link replaces while it is listed", () => {
  it("does not show the names of what lies outside", async () => {
    const folder = await Folder.create({ "sub/a.txt": "" });
    const disk = new NodeFiles([folder.path]);
    const swapped: Files = Object.assign(Object.create(disk) as Files, {
      realPath: (path: string) => (path.endsWith("sub") ? "/etc" : disk.realPath(path)),
      list: (path: string) => (path.endsWith("sub") ? [{ name: "passwd", kind: "file" }] : disk.list(path)),
    });
    assert.equal(
      (await roomOver(swapped).run("list_files", {})).text,
      "[No files.]\n[1 folders could not be read.]",
    );
    await folder.remove();
  });
});

describe("a workspace without a folder", () => {
  it("says that a folder has to be opened", async () => {
    assert.match(
      (await refusal(roomOver(new NodeFiles([])).run("list_files", {}))).message,
      /No folder is open/,
    );
  });
});
