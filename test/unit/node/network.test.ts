import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mountType, networkOf, networkType, uncShare } from "../../../src/node/network.ts";

describe("a network file system", () => {
  it("is told by its number on Linux, also where the number is negative", () => {
    assert.equal(networkType(0x6969), "nfs");
    assert.equal(networkType(0xff534d42 | 0), "cifs");
    assert.equal(networkType(0xef53), undefined, "ext4");
  });

  it("is told by the nearest mount on macOS", () => {
    const mounts = [
      "/dev/disk3s1s1 on / (apfs, sealed, local, read-only)",
      "nas:/homes on /Users (nfs, nodev)",
      "//me@nas/share on /Volumes/My Share (smbfs, nodev)",
      "/dev/disk4 on /Users/local (apfs, local)",
    ].join("\n");
    assert.equal(mountType(mounts, "/private/x"), undefined);
    assert.equal(mountType(mounts, "/Users/me/Library"), "nfs");
    assert.equal(mountType(mounts, "/Users/local/me"), undefined);
    assert.equal(mountType(mounts, "/Volumes/My Share/x"), "smbfs");
    assert.equal(mountType(mounts, "/UsersOfOld"), undefined);
  });

  it("is told by a share's name on Windows", () => {
    assert.equal(uncShare("\\\\server\\share\\me"), "network share");
    assert.equal(uncShare("C:\\Users\\me"), undefined);
    assert.equal(uncShare("\\\\?\\C:\\Users\\me"), undefined);
  });

  it("is not what a folder for temporary files lies on, even one that does not exist yet", async () => {
    assert.equal(await networkOf(join(tmpdir(), "not", "there")), undefined);
  });
});
