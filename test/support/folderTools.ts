import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type Anthropic from "@anthropic-ai/sdk";

export type ToolArgs = Readonly<Record<string, unknown>>;

/** A stand-in for the agent's tools: the same names and forms of answer, over one folder, without any guard. */
export interface FolderTools {
  readonly definitions: readonly Anthropic.Tool[];
  /** @throws Error whose message the model reads. */
  run(name: string, args: ToolArgs): string;
}

const STRING = { type: "string" } as const;
const SCHEMAS: Readonly<Record<string, { properties: object; required: string[] }>> = {
  list_files: { properties: { folder: STRING, glob: STRING }, required: [] },
  read_file: {
    properties: { path: STRING, start_line: { type: "integer" }, end_line: { type: "integer" } },
    required: ["path"],
  },
  search_text: {
    properties: {
      pattern: STRING,
      regex: { type: "boolean" },
      ignore_case: { type: "boolean" },
      folder: STRING,
      glob: STRING,
    },
    required: ["pattern"],
  },
  edit_file: {
    properties: { path: STRING, old_text: STRING, new_text: STRING, replace_all: { type: "boolean" } },
    required: ["path", "old_text", "new_text"],
  },
  write_file: { properties: { path: STRING, content: STRING }, required: ["path", "content"] },
  run_command: { properties: { command: STRING, cwd: STRING }, required: ["command"] },
};

/** @param names the tools to offer; all without it. */
export function folderTools(root: string, names: readonly string[] = Object.keys(SCHEMAS)): FolderTools {
  const folder = new Folder(root);
  const handlers: Readonly<Record<string, (args: ToolArgs) => string>> = {
    list_files: () => folder.list().join("\n"),
    read_file: (args) => folder.read(args),
    search_text: (args) => folder.search(args),
    edit_file: (args) => folder.edit(args),
    write_file: (args) => folder.write(args),
    run_command: (args) => folder.command(args),
  };
  return {
    definitions: names.map((name) => ({
      name,
      description: name,
      input_schema: { type: "object", ...SCHEMAS[name] },
    })),
    run(name, args) {
      const unknown = Object.keys(args).find((key) => !(key in (SCHEMAS[name]?.properties ?? {})));
      if (unknown !== undefined)
        throw new Error(`The arguments of ${name} do not fit its schema: ${unknown}`);
      const missing = SCHEMAS[name]?.required.find((key) => !(key in args));
      if (missing !== undefined)
        throw new Error(`The arguments of ${name} do not fit its schema: no ${missing}`);
      return handlers[name]?.(args) ?? "";
    },
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const MAX_MATCHES = 200;

class Folder {
  readonly #root: string;
  readonly #seen = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  list(folder = ""): string[] {
    const entries = readdirSync(join(this.#root, folder), { withFileTypes: true });
    return entries
      .flatMap((entry) => {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        return entry.isDirectory() ? this.list(path) : [path];
      })
      .toSorted();
  }

  read(args: ToolArgs): string {
    const path = String(args["path"]);
    const lines = this.#load(path).split(/(?<=\n)/u);
    this.#seen.add(path);
    const from = Number(args["start_line"] ?? 1);
    const to = Math.min(Number(args["end_line"] ?? lines.length), lines.length);
    if (from === 1 && to === lines.length) return lines.join("") || "[The file is empty.]";
    const page = lines.slice(from - 1, to).join("");
    return `${page}${page.endsWith("\n") ? "" : "\n"}[Lines ${from}-${to} of ${lines.length}.]`;
  }

  search(args: ToolArgs): string {
    const source = String(args["pattern"]);
    const escaped =
      args["regex"] === true ? source : source.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
    const pattern = new RegExp(escaped, args["ignore_case"] === true ? "iu" : "u");
    const extensions = /\*\.\{?([\w,]+)\}?$/u.exec(textOf(args["glob"]))?.[1]?.split(",");
    const found = this.list()
      .filter((path) => extensions?.some((extension) => path.endsWith(`.${extension}`)) ?? true)
      .flatMap((path) =>
        this.#load(path)
          .split("\n")
          .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line}`] : [])),
      );
    if (found.length === 0) return "[No line found.]";
    const more =
      found.length > MAX_MATCHES ? [`[Only the first ${MAX_MATCHES} lines. Narrow the search.]`] : [];
    return [...found.slice(0, MAX_MATCHES), ...more].join("\n");
  }

  edit(args: ToolArgs): string {
    const [path, before, after] = [String(args["path"]), String(args["old_text"]), String(args["new_text"])];
    const raw = this.#load(path);
    const old = raw.replaceAll("\r\n", "\n");
    if (!this.#seen.has(path)) throw new Error(`${path} was not read before; nothing was written.`);
    const times = old.split(before).length - 1;
    if (times === 0) throw new Error(`old_text does not occur in ${path}; nothing was changed.`);
    if (times > 1 && args["replace_all"] !== true)
      throw new Error(`old_text occurs ${times} times in ${path}.`);
    const text = old.replaceAll(before, () => after);
    writeFileSync(join(this.#root, path), raw === old ? text : text.replaceAll("\n", "\r\n"));
    return `Edited ${path}.`;
  }

  write(args: ToolArgs): string {
    const target = join(this.#root, String(args["path"]));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, String(args["content"]));
    return `Created ${String(args["path"])}.`;
  }

  command(args: ToolArgs): string {
    const cwd = join(this.#root, textOf(args["cwd"]));
    try {
      const output = execFileSync(String(args["command"]), {
        cwd,
        shell: true,
        encoding: "utf8",
        stdio: "pipe",
      });
      return `Exit code 0\n${output}`;
    } catch (error) {
      const { status, stdout, stderr } = error as { status?: number; stdout?: string; stderr?: string };
      throw new Error(`Exit code ${status ?? 1}\n${stdout ?? ""}${stderr ?? ""}`, { cause: error });
    }
  }

  #load(path: string): string {
    const target = join(this.#root, path);
    if (!existsSync(target)) throw new Error(`There is no file ${path}.`);
    return readFileSync(target, "utf8");
  }
}
