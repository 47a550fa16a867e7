import assert from "node:assert/strict";
import { resolve } from "node:path";
import { isRecent } from "../../workbench/start/desktop.ts";
import { parseStartOptions } from "../../workbench/start/options.ts";

describe("npm start", () => {
  it("opens the sample project when nothing is said", () => {
    assert.deepEqual(parseStartOptions([]), { fresh: false, web: false, prepare: false });
  });

  it("takes a folder relative to where it was called, and a port", () => {
    const options = parseStartOptions(["--folder", "my agent", "--port=9000", "--web"]);
    assert.deepEqual(options, {
      fresh: false,
      web: true,
      prepare: false,
      folder: resolve("my agent"),
      port: 9000,
    });
  });

  it("refuses a port that is none, and options that it does not know", () => {
    for (const port of ["0", "65536", "80x", "1.5"])
      assert.throws(() => parseStartOptions([`--port=${port}`]), /--port takes a number/);
    assert.throws(() => parseStartOptions(["--frehs"]), /--frehs/);
  });

  it("passes over a desktop VS Code that is too old for the extension", () => {
    assert.ok(isRecent("1.104.0"));
    assert.ok(isRecent("2.0.0"));
    assert.ok(!isRecent("1.99.3"));
    assert.ok(!isRecent(""));
  });
});
