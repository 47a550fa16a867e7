import assert from "node:assert/strict";
import { installEnvironment, npmCommand } from "../../workbench/npm.ts";

describe("running npm from a script", () => {
  it("uses the npm that runs the script, and the one on PATH outside npm or under another package manager", () => {
    assert.deepEqual(npmCommand({ npm_execpath: "/lib/npm-cli.js" }), [process.execPath, "/lib/npm-cli.js"]);
    assert.equal(npmCommand({}).at(-1), "npm");
    assert.equal(npmCommand({ npm_execpath: "/lib/yarn.js" }).at(-1), "npm");
  });

  it("keeps the person's configuration but not what npm says of this package", () => {
    const own = { npm_config_registry: "https://registry.example", npm_config_cache: "/cache", PATH: "/bin" };
    const ofThisPackage = {
      npm_package_name: "x",
      npm_config_local_prefix: "/x",
      npm_lifecycle_event: "test",
    };
    assert.deepEqual(installEnvironment({ ...own, ...ofThisPackage }), own);
  });
});
