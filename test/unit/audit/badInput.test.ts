import assert from "node:assert/strict";
import type { AuditResult } from "../../../src/audit/result.ts";
import { BARE_LOOP } from "../../audit/bareLoop.ts";
import { auditFiles, itemOf, memoryTree, type Files } from "../../audit/memoryTree.ts";

const reasons = ({ files }: AuditResult): Readonly<Record<string, number>> =>
  Object.fromEntries(files.reasons.map(({ reason, count }) => [reason, count]));

/** The rest of the project is judged as if the bad file were not there. */
async function isJudged(bad: Files, expected: Readonly<Record<string, number>>): Promise<void> {
  const result = await auditFiles({ ...BARE_LOOP, ...bad });
  assert.deepEqual(reasons(result), expected);
  assert.equal(itemOf(result, "AR09").state, "absent");
}

describe("A project with files that cannot be read as they are", () => {
  it("is judged without those that are not text", async () => {
    const binary = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]);
    const utf16 = Uint8Array.from(Buffer.from("﻿print('x')\n", "utf16le"));
    await isJudged({ "image.py": binary, "wide.py": utf16 }, { "not text": 2 });
  });

  it("is judged without what a machine made", async () => {
    const minified = `var a=${"f(1,2),".repeat(2_000)}0;`;
    await isJudged({ "web/app.js": minified }, { minified: 1 });
  });

  it("is judged without sources of ten megabytes", async () => {
    await isJudged({ "data.py": "x = 1\n".repeat(1_700_000) }, { "too large": 1 });
  });

  it("is judged without a file that is mostly errors, where there are enough others", async () => {
    const others = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`m${i}.py`, "x = 1\n"]));
    const garbage = "}{ )( ]] <<>> ;; @@ %% ??? $$$ ".repeat(40);
    await isJudged({ ...others, "broken.py": garbage }, { "mostly errors": 1 });
  });

  it("is not judged at all where more than a tenth of its sources are errors", async () => {
    const garbage = "}{ )( ]] <<>> ;; @@ %% ??? $$$ ".repeat(40);
    const { verdict } = await auditFiles({ ...BARE_LOOP, "broken.py": garbage });
    assert.equal(verdict, "nothing_analysable");
  });

  it("is judged with a file that has one error, from what is around it", async () => {
    const result = await auditFiles({
      "main.py": `${String(BARE_LOOP["main.py"])}\n\ndef unfinished(:\n    pass\n`,
    });
    assert.equal(itemOf(result, "AR09").state, "absent");
  });

  it("is judged with sources in other encodings", async () => {
    const latin = Uint8Array.from(Buffer.from("# -*- coding: latin-1 -*-\nname = 'J\xfcrgen'\n", "latin1"));
    const marked = `\ufeff${String(BARE_LOOP["main.py"])}`;
    const result = await auditFiles({ "latin.py": latin, "main.py": marked });
    assert.deepEqual(reasons(result), {});
    assert.equal(itemOf(result, "AR09").gaps[0]?.line, 4);
  });

  it("is judged with imports that go round in circles", async () => {
    await isJudged(
      {
        "a.py": "from b import ask\nfrom a import again\nagain = ask\n",
        "b.py": "from a import again as ask\n\ndef loop():\n    return loop()\n",
        "x.ts": 'export * from "./y";\nexport const a = b;\n',
        "y.ts": 'export * from "./x";\nimport { a } from "./x";\nexport const b = a;\n',
      },
      {},
    );
  });

  it("is judged with nesting deeper than a stack", async () => {
    const others = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`m${i}.py`, "x = 1\n"]));
    await isJudged(
      { ...others, "deep.py": `x = ${"(\n".repeat(40_000)}1${")\n".repeat(40_000)}` },
      {
        "not parseable": 1,
      },
    );
  });

  it("is judged with manifests and configuration that are broken", async () => {
    await isJudged(
      {
        "package.json": "{ not json",
        "pyproject.toml": "[project\n",
        "uv.lock": "\u0001",
        "litellm.yaml": "model_list: [\n  - {",
        "tsconfig.json": "{,}",
        "grafana.json": '{"panels": [',
        Dockerfile: "FROM \\\n",
      },
      {},
    );
  });

  it("is judged without its notebooks", async () => {
    await isJudged({ "exotic.ipynb": '{"cells": [{"cell_type": "code", "source": 7}]}' }, { notebook: 1 });
  });

  it("counts what cannot be read", async () => {
    const tree = memoryTree(BARE_LOOP);
    const result = await auditFiles(
      {},
      {
        tree: {
          list: async (signal) => {
            const { files } = await tree.list(signal);
            return { files: [...files, { path: "gone.py", bytes: 5 }], unreadable: ["closed"] };
          },
          read: (path) => tree.read(path),
        },
      },
    );
    assert.deepEqual(reasons(result), { unreadable: 2 });
    assert.equal(itemOf(result, "AR09").state, "absent");
  });

  it("is judged among a hundred thousand others", async () => {
    const tree = memoryTree(BARE_LOOP);
    const names = Array.from({ length: 100_000 }, (_, at) => {
      const end = ["py", "md", "ts", "json", "png", "txt", "yaml", "csv", "toml", "log"][at % 10];
      return `src/part${Math.floor(at / 100)}/file${at}.${end}`;
    });
    const many = new Set(names);
    const result = await auditFiles(
      {},
      {
        tree: {
          list: async (signal) => {
            const { files } = await tree.list(signal);
            return { files: [...files, ...names.map((path) => ({ path, bytes: 1 }))], unreadable: [] };
          },
          read: (path) => (many.has(path) ? Promise.resolve(new Uint8Array([10])) : tree.read(path)),
        },
      },
    );
    assert.equal(
      result.files.parsed,
      20_000 + Object.keys(BARE_LOOP).filter((path) => path.endsWith(".py")).length,
    );
    assert.equal(itemOf(result, "AR09").state, "absent");
  });

  it("ends when it is told to", async () => {
    await assert.rejects(auditFiles(BARE_LOOP, { signal: AbortSignal.abort() }), { name: "AbortError" });
  });
});
