import type { SpanId } from "../../core/ids.ts";
import type { Files, Log, Ports, Random } from "../../core/ports.ts";
import { Redactor, type Redacted } from "../../recording/redaction.ts";
import { scorer, type Scorer } from "../../safeguards/injection/score.ts";
import { TextScan, type ScanResult } from "../textScan.ts";
import { recordedApprovals } from "./recordedApproval.ts";
import type { World } from "./world.ts";

/** Ports of a recorded world: whatever would touch the real one throws. */
export function recordedPorts(world: World): Ports {
  const { header } = world.recorded;
  return {
    clock: world.clock,
    random: recordedMarks(world),
    approvals: recordedApprovals(world),
    files: filesOf(world),
    settings: {
      get current() {
        return world.settings;
      },
      onChange: () => ({ dispose: () => undefined }),
    },
    platform: {
      version: header.engine,
      os: header.platform,
      pid: 0,
      hostname: "recording",
      processStart: () => Promise.resolve(undefined),
      isRunning: () => false,
    },
    places: { home: "recording" },
    env: environmentOf(world),
    log: SILENT,
    storage: outOfReach("files"),
    processes: outOfReach("processes"),
    programs: outOfReach("programs"),
    workers: outOfReach("worker threads"),
    secrets: outOfReach("keys"),
    fetch: () => Promise.reject(reached("the network")),
    grpc: () => Promise.reject(reached("the network")),
  };
}

const reached = (what: string): Error =>
  new Error(`A re-run reached for ${what}, which its world does not have.`);

/** Whatever is asked of it throws. */
function outOfReach<Port extends object>(what: string, port: Partial<Port> = {}): Port {
  return new Proxy(port as Port, {
    get: () => () => {
      throw reached(what);
    },
  });
}

const ignore = (): void => undefined;
const SILENT: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function filesOf(world: World): Files {
  const { roots } = world.recorded.header;
  return new Proxy(outOfReach<Files>("files"), {
    get(target, name, receiver) {
      if (name === "roots") return roots;
      if (name === "trusted") return isTrusted(world);
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
}

/** Whether the workspace was trusted when the next tool ran: it says so where it was not. */
function isTrusted({ recorded, tape }: World): boolean {
  for (let at = tape.position; at < recorded.lines.length; at++) {
    const tool = recorded.line(at, "tool");
    if (tool !== undefined) return !tool.text.includes("the workspace is in Restricted Mode");
  }
  return true;
}

/** A server on the person's machine costs nothing where its models have no price; of its address no more is known. */
function environmentOf({ recorded }: World): Ports["env"] {
  const isLocal = recorded.lines.some(
    (line) =>
      line.type === "response" &&
      line.data.model.provider === "anthropic" &&
      line.data.cost.metering === "not_metered",
  );
  return isLocal ? { ANTHROPIC_BASE_URL: "http://127.0.0.1" } : {};
}

/** The marks around untrusted texts are the recorded ones. */
const recordedMarks = (world: World): Random => ({
  bytes(count) {
    const tool = world.tool && world.recorded.tool(world.tool);
    const nonce = tool?.data.fence?.nonce ?? /\[Untrusted ([0-9a-f]{16}): /.exec(tool?.data.text ?? "")?.[1];
    return nonce === undefined ? new Uint8Array(count) : Buffer.from(nonce, "hex");
  },
  next: () => 0,
});

/** Secrets are gone from a recording; that there were some is told again where they were taken out. */
export class RecordedRedactor extends Redactor {
  readonly #world: World;

  constructor(world: World) {
    super();
    this.#world = world;
  }

  override redact(text: string): Redacted {
    return this.apply(text);
  }

  override find(): readonly [] {
    return [];
  }

  override apply(text: string): Redacted {
    const { recorded, tape } = this.#world;
    const decision = recorded.line(tape.position, "decision");
    const isTold = decision?.safeguard === "secrets" && TOLD_WHERE_FOUND.has(decision.where);
    return { text, count: isTold ? decision.count : 0 };
  }
}

/** Those of an answer are told by the model that stands for the recorded one, those of a message by the turn. */
const TOLD_WHERE_FOUND: ReadonlySet<string> = new Set(["tool result", "approval"]);

let shared: Scorer | undefined;

const scoreOf: Scorer = (text) => {
  shared ??= scorer();
  return shared(text);
};

/** Looks at what tools returned, as far as it is all there; else it is found what was found then. */
export class RecordedScan extends TextScan {
  readonly #world: World;

  constructor(world: World) {
    super({ workers: outOfReach("worker threads"), log: SILENT });
    this.#world = world;
  }

  override scan(text: string): Promise<ScanResult> {
    const span = this.#world.tool;
    const isWhole = span === undefined || !(text.includes("[secret:") || text.includes("……"));
    const score = isWhole ? scoreOf(text) : this.#recorded(span);
    return Promise.resolve({ secrets: [], score });
  }

  #recorded(span: SpanId): ScanResult["score"] {
    const { recorded } = this.#world;
    const tool = recorded.tool(span)?.data;
    const found = recorded
      .decisions(span)
      .map(({ data }) => (data.safeguard === "injection" && data.verdict === "taint" ? data : undefined))
      .find((data) => data?.source.kind === "pattern");
    const suspicious =
      found !== undefined ||
      (tool?.fence?.origins?.some(({ kind }) => kind === "pattern") ?? false) ||
      /^\[Untrusted [^\n]* text that looks like instructions to an AI/.test(tool?.text ?? "");
    return { score: found?.figures?.["score"] ?? 0, suspicious, families: [], excerpt: "" };
  }
}
