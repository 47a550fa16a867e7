import { createHash } from "node:crypto";
import type { Expanded, McpConfig, McpLaunch, McpPlace, McpProblem } from "../core/mcp.ts";
import { ms } from "../core/units.ts";
import { ConfigTextError, parseConfigText, type JsonField, type JsonNode } from "./configText.ts";
import { expand, VariableError, type Variables } from "./variables.ts";

export interface ConfigSource {
  /** Absolute. */
  readonly path: string;
  readonly variables: Variables;
  /** The field that holds the servers: `mcpServers` in `.mcp.json`, `servers` in `.vscode/mcp.json`. */
  readonly field: "mcpServers" | "servers";
  /** Variables of a server's `envFile`. @throws Error saying why it cannot be used. */
  readonly readEnvFile: (path: string) => Promise<Readonly<Record<string, string>>>;
}

export interface ParsedConfig {
  readonly servers: readonly McpConfig[];
  readonly problems: readonly McpProblem[];
}

/** Reads a file of MCP servers. Never throws: a server that cannot be used has a problem and no launch. */
export async function parseConfigFile(text: string, source: ConfigSource): Promise<ParsedConfig> {
  const problems: McpProblem[] = [];
  const servers: McpConfig[] = [];
  try {
    for (const field of serverFields(parseConfigText(text, source.path), source)) {
      const before = servers.some(({ name }) => name === field.name);
      if (before) {
        problems.push({
          ...field.place,
          server: field.name,
          message: `There are two servers ${field.name}; the first counts.`,
        });
        continue;
      }
      servers.push(await readServer(field, source, problems));
    }
  } catch (error) {
    if (!(error instanceof ConfigTextError)) throw error;
    problems.push({ ...error.place, message: error.message });
  }
  return { servers, problems };
}

function serverFields(root: JsonNode, { field }: ConfigSource): readonly JsonField[] {
  const found = root.fields.find(({ name }) => name === field);
  if (found === undefined)
    throw new ConfigTextError(
      `The file must be an object whose field "${field}" holds the servers.`,
      root.place,
    );
  if (found.node.type !== "object")
    throw new ConfigTextError(`"${field}" must be an object with a field for each server.`, found.node.place);
  return found.node.fields;
}

async function readServer(
  { name, place, node }: JsonField,
  source: ConfigSource,
  problems: McpProblem[],
): Promise<McpConfig> {
  const { root } = source.variables;
  const id = createHash("sha256")
    .update(JSON.stringify([root, source.path, name]))
    .digest("hex")
    .slice(0, 32);
  const config = { id, name, place, root };
  try {
    if (!/^(?!.*__)[\w. -]{1,40}$/.test(name))
      throw new ConfigTextError(
        "A server's name has up to 40 letters, digits, dots, blanks, hyphens and single underscores.",
        place,
      );
    const timeout = new Fields(node, source.variables).number("timeout");
    const launch = await readLaunch(node, source);
    return { ...config, launch, ...(timeout !== undefined && { timeout: ms(timeout) }) };
  } catch (error) {
    if (!(error instanceof ConfigTextError)) throw error;
    problems.push({ ...error.place, server: name, message: error.message });
    return config;
  }
}

/** Fields whose wish we cannot fulfil: a server that relies on one is not started without it. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  headersHelper:
    "headersHelper is not supported. Put the header into headers, with a variable such as ${TOKEN}.",
  oauth:
    "Signing in to a server is not supported yet. Put a token into headers, with a variable such as ${TOKEN}.",
  sandbox: "Servers are not run in a sandbox here, so this one is not started.",
};

async function readLaunch(node: JsonNode, source: ConfigSource): Promise<McpLaunch> {
  const fields = new Fields(node, source.variables);
  for (const [name, message] of Object.entries(UNSUPPORTED)) fields.refuse(name, message);
  fields.refuse("sandboxEnabled", UNSUPPORTED["sandbox"] ?? "", (value) => value === true);
  const kind = fields.kind();
  if (kind !== "stdio") {
    const url = fields.text("url");
    if (url === undefined) throw new ConfigTextError("The server needs a url.", node.place);
    fields.checkUrl(url);
    return { kind, url, headers: fields.texts("headers") };
  }
  const command = fields.text("command");
  if (command === undefined || command.value.trim() === "")
    throw new ConfigTextError("The server needs a command or a url.", node.place);
  const env = { ...(await readEnvFile(fields, source)), ...fields.texts("env") };
  const cwd = fields.text("cwd") ?? expand("${workspaceFolder}", source.variables);
  return { kind, command, args: fields.list("args"), cwd, env };
}

async function readEnvFile(
  fields: Fields,
  source: ConfigSource,
): Promise<Readonly<Record<string, Expanded>>> {
  const file = fields.text("envFile");
  if (file === undefined) return {};
  try {
    const entries = Object.entries(await source.readEnvFile(file.value));
    return Object.fromEntries(entries.map(([name, value]) => [name, hidden(value)]));
  } catch (error) {
    throw new ConfigTextError(
      `The envFile cannot be used: ${(error as Error).message}.`,
      fields.placeOf("envFile"),
    );
  }
}

/** What stands in an `envFile` is often secret. */
const hidden = (value: string): Expanded => ({
  raw: value,
  value,
  shown: "(from the envFile)",
  variables: [],
});

/** All that a person has to be able to read before they allow a server. */
const LONGEST_TEXT = 2_000;
/** Control characters but line breaks and tabs, and marks that change the direction of what follows. */
const DECEPTIVE = /(?![\t\n\r])\p{Cc}|\p{Bidi_Control}/u;

class Fields {
  readonly #node: JsonNode;
  readonly #variables: Variables;

  constructor(node: JsonNode, variables: Variables) {
    if (node.type !== "object") throw new ConfigTextError("A server is an object.", node.place);
    this.#node = node;
    this.#variables = variables;
  }

  placeOf(name: string): McpPlace {
    return this.#find(name)?.place ?? this.#node.place;
  }

  text(name: string): Expanded | undefined {
    const node = this.#find(name);
    return node === undefined ? undefined : this.#expanded(node, name);
  }

  list(name: string): readonly Expanded[] {
    const node = this.#find(name);
    if (node === undefined) return [];
    if (node.type !== "array") throw new ConfigTextError(`${name} must be a list of texts.`, node.place);
    return node.items.map((item) => this.#expanded(item, `Each of ${name}`));
  }

  texts(name: string): Readonly<Record<string, Expanded>> {
    const node = this.#find(name);
    if (node === undefined) return {};
    if (node.type !== "object") throw new ConfigTextError(`${name} must be an object of texts.`, node.place);
    return Object.fromEntries(
      node.fields.map((field) => [field.name, this.#expanded(field.node, `${name}.${field.name}`)]),
    );
  }

  number(name: string): number | undefined {
    const node = this.#find(name);
    if (node === undefined) return undefined;
    if (typeof node.value === "number" && node.value > 0) return node.value;
    throw new ConfigTextError(`${name} must be a number of milliseconds above 0.`, node.place);
  }

  kind(): McpLaunch["kind"] {
    const type = this.#find("type");
    if (type === undefined) return this.#find("url") === undefined ? "stdio" : "http";
    if (type.value === "stdio" || type.value === "http" || type.value === "sse") return type.value;
    if (type.value === "streamable-http") return "http";
    throw new ConfigTextError("type must be stdio, http or sse.", type.place);
  }

  refuse(name: string, message: string, when: (value: unknown) => boolean = () => true): void {
    const node = this.#find(name);
    if (node !== undefined && when(node.value)) throw new ConfigTextError(message, node.place);
  }

  checkUrl({ value }: Expanded): void {
    const protocol = URL.canParse(value) ? new URL(value).protocol : "";
    if (protocol === "http:" || protocol === "https:") return;
    throw new ConfigTextError("url must be an http or https URL.", this.placeOf("url"));
  }

  #find(name: string): JsonNode | undefined {
    return this.#node.fields.find((field) => field.name === name)?.node;
  }

  #expanded(node: JsonNode, what: string): Expanded {
    const raw =
      typeof node.value === "number" || typeof node.value === "boolean" ? String(node.value) : node.value;
    if (typeof raw !== "string") throw new ConfigTextError(`${what} must be a text.`, node.place);
    if (raw.length > LONGEST_TEXT)
      throw new ConfigTextError(`${what} is longer than ${LONGEST_TEXT} characters.`, node.place);
    if (DECEPTIVE.test(raw))
      throw new ConfigTextError(
        `${what} holds control characters, which would hide what it does.`,
        node.place,
      );
    try {
      return expand(raw, this.#variables);
    } catch (error) {
      if (error instanceof VariableError) throw new ConfigTextError(error.message, node.place);
      throw error;
    }
  }
}
