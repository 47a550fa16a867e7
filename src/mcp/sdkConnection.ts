import { pathToFileURL } from "node:url";
import {
  Client,
  ProtocolError,
  SdkError,
  SdkHttpError,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type Transport,
} from "@modelcontextprotocol/client";
import type { McpLaunch } from "../core/mcp.ts";
import type { Clock, Programs } from "../core/ports.ts";
import { type Connection, type ConnectOptions, type ServerAnswer, type ServerCall } from "./connection.ts";
import { toAnswer } from "./content.ts";
import { limitedFetch } from "./limitedFetch.ts";
import { serverEnv } from "./serverEnv.ts";
import { LARGEST_MESSAGE, StdioTransport } from "./stdioTransport.ts";

/** What a connection stands on. */
export interface SdkPorts {
  readonly programs: Programs;
  readonly fetch: typeof fetch;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly clock: Clock;
}

/** Longer than anybody waits: our own clock decides when a call has taken too long. */
const NEVER = 2 ** 31 - 1;

/** Connects with the MCP SDK, which only this module loads. */
export async function connectWithSdk(options: ConnectOptions, ports: SdkPorts): Promise<Connection> {
  const { events, signal, launch } = options;
  const client = makeClient(options, ports.version);
  let why = "the connection was closed";
  // While it is being opened, the failure of that says it all.
  let isOpen = false;
  const lost = (reason: string): void => {
    why = reason;
    if (isOpen) events.closed(reason);
    isOpen = false;
  };
  const close = async (): Promise<void> => {
    isOpen = false;
    await client.close();
  };
  const onerror = ({ message }: Error): void => void (why = message);
  const transport = Object.assign(makeTransport(options, ports, lost), { onerror });
  Object.assign(client, { onclose: () => lost(why) });
  try {
    await client.connect(transport, { signal, timeout: NEVER });
  } catch (error) {
    await close().catch(() => undefined);
    throw new Error(connectFailure(error, why, launch, signal), { cause: error });
  }
  isOpen = true;
  return new SdkConnection(client, { lost, close, why: () => why });
}

function makeClient({ events, roots }: ConnectOptions, version: string): Client {
  const client = new Client(
    { name: "agent-flightdeck", version },
    {
      capabilities: { roots: {}, elicitation: { form: {}, url: {} } },
      listChanged: { tools: { autoRefresh: false, onChanged: () => events.toolsChanged() } },
    },
  );
  client.setRequestHandler("roots/list", () => ({
    roots: roots.map((root) => ({ uri: pathToFileURL(root).href })),
  }));
  client.setRequestHandler("elicitation/create", ({ params }) => {
    events.declined(params.message);
    return { action: "decline" };
  });
  return client;
}

interface Ends {
  readonly lost: (reason: string) => void;
  readonly close: () => Promise<void>;
  /** The last that the transport said. */
  readonly why: () => string;
}

class SdkConnection implements Connection {
  readonly #client: Client;
  readonly #ends: Ends;

  constructor(client: Client, ends: Ends) {
    this.#client = client;
    this.#ends = ends;
  }

  close(): Promise<void> {
    return this.#ends.close();
  }

  async tools(signal: AbortSignal) {
    const options = { cacheMode: "refresh", signal, timeout: NEVER } as const;
    const { tools } = await this.#client.listTools(undefined, options);
    return tools.map(({ name, description = "", inputSchema }) => ({
      name,
      description,
      inputSchema: JSON.parse(JSON.stringify(inputSchema)) as Readonly<Record<string, unknown>>,
    }));
  }

  async call({ tool, input, traceparent, signal, progress }: ServerCall): Promise<ServerAnswer> {
    try {
      const result = await this.#client.callTool(
        { name: tool, arguments: { ...input }, _meta: { traceparent } },
        { signal, timeout: NEVER, onprogress: (update) => progress(progressText(update)) },
      );
      return toAnswer(result);
    } catch (error) {
      signal.throwIfAborted();
      return this.#explain(error);
    }
  }

  async ping(signal: AbortSignal): Promise<void> {
    await this.#client.ping({ signal, timeout: NEVER });
  }

  #explain(error: unknown): ServerAnswer {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof ProtocolError) return { kind: "refused", reason: message };
    const closed = error instanceof SdkError && GONE.has(error.code);
    if (!closed && !(error instanceof SdkHttpError) && networkCode(error) === undefined)
      return { kind: "refused", reason: `its answer cannot be used: ${message}` };
    const reason = closed ? this.#ends.why() : networkFailure(error);
    this.#ends.lost(reason);
    return { kind: "lost", reason };
  }
}

const GONE: ReadonlySet<string> = new Set(["NOT_CONNECTED", "CONNECTION_CLOSED", "SEND_FAILED"]);

function makeTransport(
  { launch, events }: ConnectOptions,
  { programs, fetch: base, env, clock }: SdkPorts,
  lost: (reason: string) => void,
): Transport {
  if (launch.kind === "stdio") {
    return new StdioTransport({
      programs,
      now: () => clock.monotonic(),
      command: launch.command.value,
      args: launch.args.map(({ value }) => value),
      cwd: launch.cwd.value,
      env: serverEnv(env, launch.env),
      errors: (text) => events.noise(text),
    });
  }
  const headers = Object.fromEntries(
    Object.entries(launch.headers).map(([name, { value }]) => [name, value]),
  );
  const options = { fetch: limitedFetch(base, LARGEST_MESSAGE, lost), requestInit: { headers } };
  const url = new URL(launch.url.value);
  return launch.kind === "sse"
    ? new SSEClientTransport(url, options)
    : new StreamableHTTPClientTransport(url, options);
}

function progressText({
  progress,
  total,
  message,
}: {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}): string {
  const share = total === undefined ? String(progress) : `${progress} of ${total}`;
  return message === undefined ? share : `${share}: ${message}`;
}

function connectFailure(error: unknown, why: string, launch: McpLaunch, signal: AbortSignal): string {
  if (signal.aborted) return "it did not answer in time";
  if (launch.kind === "stdio") return error instanceof ProtocolError ? error.message : why;
  if (error instanceof UnauthorizedError || (error instanceof SdkHttpError && error.status === 401))
    return "it wants you to sign in (HTTP 401), which is not supported yet. Put a token into its headers, with a variable such as ${TOKEN}";
  return networkFailure(error);
}

const networkFailure = (error: unknown): string => {
  const code = networkCode(error);
  return code === undefined ? (error as Error).message : `it cannot be reached (${code})`;
};

/** `fetch` says only that it failed; the last of its causes says why. */
function networkCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = networkCode(error.cause);
  if (inner !== undefined) return inner;
  const { code, message } = error as { code?: unknown; message: string };
  if (typeof code === "string" && /^(?:E[A-Z]+|UND_[A-Z_]+)$/.test(code)) return code;
  if (!(error instanceof TypeError)) return undefined;
  return error.cause instanceof Error ? error.cause.message : message;
}
