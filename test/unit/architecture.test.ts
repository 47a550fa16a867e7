import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const src = resolve(dirname(fileURLToPath(import.meta.url)), "../../src");

/** What each room may import besides itself and core. `types` allows `import type` only. */
interface Allowed {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

const only = (...values: string[]): Allowed => ({ values, types: [] });
const types = (...names: string[]): Allowed => ({ values: [], types: names });

const ENGINE_ROOMS = [
  "agent",
  "models",
  "mcp",
  "safeguards",
  "tools",
  "telemetry",
  "recording",
  "store",
  "audit",
  "views",
];

const TABLE: Readonly<Record<string, Allowed>> = {
  core: only(),
  models: only(),
  mcp: only(),
  safeguards: only(),
  tools: only(),
  telemetry: only(),
  recording: only(),
  store: only(),
  audit: only(),
  node: only(),
  agent: types("models", "safeguards", "tools", "telemetry", "recording"),
  views: types("store", "recording"),
  protocol: types("views"),
  webview: only("protocol", "views"),
  workers: only("models", "safeguards", "store", "telemetry", "recording", "audit", "views", "node"),
  engine: { values: ENGINE_ROOMS, types: ["workers"] },
  host: { values: ["engine", "protocol", "views", "node"], types: ["agent", "store", "audit"] },
  cli: { values: ["engine", "audit", "views", "node"], types: ["agent", "store"] },
  extension: only("engine", "host"),
};

const MAY_NAME_VSCODE: ReadonlySet<string> = new Set(["host", "extension"]);

interface Import {
  readonly from: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

/** `engine.ts` and `engine/` are one room, as are `extension.ts` and itself. */
function roomOf(path: string): string {
  const [first = ""] = relative(src, path).split(sep);
  return first.replace(/\.ts$/, "");
}

function importsOf(path: string): readonly Import[] {
  const text = readFileSync(path, "utf8");
  const statement = /^\s*(?:import|export)\s+(type\s)?(?:[^;"'=]*?\bfrom\s+)?["']([^"']+)["']/gm;
  const call = /\b(?:import|require)\(\s*["']([^"']+)["']\s*\)/g;
  return [
    ...[...text.matchAll(statement)].map(([, type, target = ""]) => ({
      from: path,
      target,
      typeOnly: type !== undefined,
    })),
    ...[...text.matchAll(call)].map(([whole, target = ""]) => ({
      from: path,
      target,
      typeOnly: isTypeImport(text, whole),
    })),
  ];
}

/** `typeof import("x")` and `import("x").Y` in a type position. */
const isTypeImport = (text: string, whole: string): boolean => text.includes(`typeof ${whole}`);

const files = globSync("**/*.{ts,tsx}", { cwd: src }).map((file) => join(src, file));
const imports = files.flatMap(importsOf);

function complaint({ from, target, typeOnly }: Import): string | undefined {
  const room = roomOf(from);
  const where = relative(src, from);
  if (target === "vscode") return MAY_NAME_VSCODE.has(room) ? undefined : `${where} names vscode`;
  if (!target.startsWith(".")) return undefined;
  const targetRoom = roomOf(resolve(dirname(from), target));
  if (targetRoom === room || targetRoom === "core") return undefined;
  const allowed = TABLE[room];
  if (allowed === undefined) return `${where} lies in a room that the table does not know`;
  if (allowed.values.includes(targetRoom)) return undefined;
  if (allowed.types.includes(targetRoom))
    return typeOnly ? undefined : `${where} imports more than types from ${targetRoom}`;
  return `${where} imports from ${targetRoom}`;
}

describe("The architecture", () => {
  it("lets each room import only what the table in src/README.md allows", () => {
    assert.ok(imports.length > 100, "the imports are found at all");
    assert.deepEqual(
      imports.map(complaint).filter((text) => text !== undefined),
      [],
    );
  });

  it("is the one that src/README.md shows", () => {
    const readme = readFileSync(join(src, "README.md"), "utf8");
    for (const room of Object.keys(TABLE)) assert.match(readme, new RegExp(`\`${room}(?:/|\\.ts)?\``), room);
  });

  it("keeps Node out of the pages", () => {
    const inPages = imports.filter(
      ({ from, target }) => roomOf(from) === "webview" && target.startsWith("node:"),
    );
    assert.deepEqual(inPages, []);
  });
});
