import { resolve } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { explain, FlightdeckError } from "../core/failure.ts";
import { ms } from "../core/units.ts";
import { createEngine, type Engine } from "../engine.ts";
import { AUDIT_OPTIONS, auditOptionsOf } from "./audit/options.ts";
import { audit } from "./commands/audit.ts";
import { budget } from "./commands/budget.ts";
import { collect } from "./commands/collect.ts";
import { traceExport, traceImport, traceList } from "./commands/receivedTraces.ts";
import { forkAt } from "./commands/fork.ts";
import { replay } from "./commands/replay.ts";
import { run } from "./commands/run.ts";
import { sessionsVerb } from "./commands/sessions.ts";
import { stats } from "./commands/stats.ts";
import { stop } from "./commands/stop.ts";
import { traceShow } from "./commands/trace.ts";
import { usage } from "./commands/usage.ts";
import { checkMcpNames, reportMcp } from "./commands/allowMcp.ts";
import { helpOf } from "./help.ts";
import { UsageError, type ExitCode, type Io } from "./io.ts";
import { cliPorts } from "./ports.ts";
import { LIMITS, limitsOf, timeoutOf } from "./runLimits.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Options of every command that looks at a workspace. */
const PLACE = {
  workspace: { type: "string" },
  storage: { type: "string" },
  json: { type: "boolean" },
} as const satisfies Options;

type Command = (args: readonly string[], io: Io) => Promise<ExitCode>;

const COMMANDS: Readonly<Record<string, Command>> = {
  async run(args, io) {
    const options = {
      ...PLACE,
      prompt: { type: "string" },
      session: { type: "string" },
      agent: { type: "string" },
      model: { type: "string" },
      approve: { type: "string" },
      "allow-mcp": { type: "string", multiple: true },
      ...LIMITS,
    } as const;
    const { values } = parse(args, options);
    const { prompt, json = false, workspace, storage, approve, session, agent, model } = values;
    if (prompt === undefined ? session === undefined : prompt.trim() === "")
      throw new UsageError("run needs --prompt TEXT, or --session ID to go on with what was interrupted.");
    const { "allow-mcp": allowMcp = [] } = values;
    const timeout = timeoutOf(values);
    const limits = limitsOf(values);
    return withEngine(io, { workspace, storage, approve, json, allowMcp, limits }, async (engine) => {
      await checkMcpNames(engine, allowMcp);
      await engine.exporter.begin();
      const code = await run(engine, { prompt, json, session, agent, model, timeout }, io);
      await reportMcp(engine, allowMcp, io);
      await exportSpans(engine);
      return code;
    });
  },
  async sessions(args, io) {
    const options = { ...PLACE, format: { type: "string" }, output: { type: "string" } } as const;
    const { values, positionals } = parse(args, options, [0, 2, 3]);
    const { workspace, storage } = values;
    const act = sessionsVerb(positionals, values, io);
    return withEngine(io, { workspace, storage }, act);
  },
  async replay(args, io) {
    const options = {
      ...PLACE,
      check: { type: "boolean" },
      project: { type: "string" },
      set: { type: "string", multiple: true },
      "save-as-test": { type: "string" },
      force: { type: "boolean" },
      "fork-at": { type: "string" },
      prompt: { type: "string" },
      model: { type: "string" },
      approve: { type: "string" },
    } as const;
    const { values, positionals } = parse(args, options, [1]);
    const [what = ""] = positionals;
    const { workspace, storage, json = false, check = false, project, set = [], force = false } = values;
    const { "fork-at": step, "save-as-test": saveAsTest, prompt, model, approve } = values;
    return withEngine(io, { workspace, storage, approve, json }, (engine) =>
      step === undefined
        ? replay(engine, { what, check, project, set, saveAsTest, force, json }, io)
        : forkAt(engine, { session: what, step, prompt, model, json }, io),
    );
  },
  async trace(args, io) {
    const { values, positionals } = parse(args, PLACE, [1, 2]);
    const [verb = "", id = ""] = positionals;
    const { workspace, storage, json = false } = values;
    const verbs: Readonly<Record<string, (engine: Engine) => Promise<ExitCode>>> = {
      list: (engine) => traceList(engine, { json }, io),
      show: (engine) => traceShow(engine, { id, json }, io),
      export: (engine) => traceExport(engine, id, io),
      import: (engine) => traceImport(engine, { file: resolve(io.cwd, id), json }, io),
    };
    const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (act === undefined || (verb === "list") !== (id === ""))
      throw new UsageError("trace knows: list, show SESSION_OR_TRACE, export TRACE, import FILE.");
    return withEngine(io, { workspace, storage }, act);
  },
  async collect(args, io) {
    const options = {
      ...PLACE,
      port: { type: "string" },
      "grpc-port": { type: "string" },
      "http-port": { type: "string" },
    } as const;
    const { values } = parse(args, options);
    const { workspace, storage, json = false, port } = values;
    const { "grpc-port": grpcPort, "http-port": httpPort } = values;
    return withEngine(io, { workspace, storage }, (engine) =>
      collect(engine, { json, port, grpcPort, httpPort }, io),
    );
  },
  async usage(args, io) {
    const options = { ...PLACE, since: { type: "string" }, csv: { type: "boolean" } } as const;
    const { workspace, storage, since, json = false, csv = false } = parse(args, options).values;
    return withEngine(io, { workspace, storage }, (engine) => usage(engine, { since, json, csv }, io));
  },
  async stats(args, io) {
    const options = { ...PLACE, since: { type: "string" } } as const;
    const { workspace, storage, since, json = false } = parse(args, options).values;
    return withEngine(io, { workspace, storage }, (engine) => stats(engine, { since, json }, io));
  },
  async budget(args, io) {
    const { workspace, storage, json = false } = parse(args, PLACE).values;
    return withEngine(io, { workspace, storage }, (engine) => budget(engine, { json }, io));
  },
  async audit(args, io) {
    const { values, positionals } = parse(args, AUDIT_OPTIONS, "any");
    return audit(auditOptionsOf(values, positionals), io);
  },
  async stop(args, io) {
    const options = { ...PLACE, lift: { type: "boolean" } } as const;
    const { workspace, storage, json = false, lift = false } = parse(args, options).values;
    return withEngine(io, { workspace, storage }, (engine) => stop(engine, { json, lift }, io));
  },
};

export const COMMAND_NAMES = Object.keys(COMMANDS);

/** The command line as a function: everything it touches comes with `io`, and it returns its exit code. */
export async function runCli(io: Io): Promise<ExitCode> {
  const [name = "help", ...args] = io.argv;
  try {
    if (name === "--version") return print(io, `${io.version}\n`);
    if (isHelp(name)) return print(io, helpOf(args[0]));
    if (args.some(isHelp)) return print(io, helpOf(name));
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) throw new UsageError(`There is no command ${name}.`);
    return await command(args, io);
  } catch (error) {
    return report(error, io);
  }
}

const isHelp = (word: string): boolean => ["help", "--help", "-h"].includes(word);

function print(io: Io, text: string): ExitCode {
  io.out(text);
  return 0;
}

function report(error: unknown, io: Io): ExitCode {
  if (error instanceof UsageError) {
    io.err(`${error.message}\nSee agent-flightdeck --help.\n`);
    return 2;
  }
  if (error instanceof FlightdeckError) {
    io.err(`${explain(error)}\n`);
    return 1;
  }
  throw error;
}

function parse<O extends Options>(
  args: readonly string[],
  options: O,
  positionals: readonly number[] | "any" = [0],
) {
  try {
    const allowPositionals = positionals === "any" || positionals.some((count) => count > 0);
    const parsed = parseArgs({ args: [...args], options, allowPositionals, strict: true });
    if (positionals !== "any" && !positionals.includes(parsed.positionals.length))
      throw new UsageError(`${positionals.join(" or ")} arguments are expected.`);
    return parsed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError((error as Error).message);
  }
}

const EXPORT_PATIENCE = ms(5_000);

/** A backend that does not answer must not keep the person waiting; the next run sends what is left. */
async function exportSpans({ exporter, ports }: Engine): Promise<void> {
  const late = new AbortController();
  const patience = ports.clock.sleep(EXPORT_PATIENCE, late.signal).catch(() => undefined);
  await Promise.race([exporter.flush(), patience]);
  late.abort();
}

async function withEngine(
  io: Io,
  places: Parameters<typeof cliPorts>[1],
  use: (engine: Engine) => Promise<ExitCode>,
): Promise<ExitCode> {
  const engine = createEngine(cliPorts(io, places));
  try {
    return await use(engine);
  } finally {
    await engine.dispose();
  }
}
