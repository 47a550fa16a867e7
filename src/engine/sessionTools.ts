import type { Prefix } from "../agent/sessionOptions.ts";
import type { AgentDefinition } from "../core/agent.ts";
import type { ToolCall } from "../core/call.ts";
import { isForeign, meansTool, type ToolProvider, type ToolWait } from "../core/foreignTools.ts";
import type { ForeignTool } from "../core/lines.ts";
import type { MissingServer } from "../core/mcp.ts";
import type { ToolDefinition } from "../core/model.ts";
import type { Ports } from "../core/ports.ts";
import { ToolError, type Effects, type Tool } from "../core/tool.ts";
import { approval } from "../safeguards/approval.ts";
import { Grants } from "../safeguards/grants.ts";
import { fence, screen, type ScreenOptions } from "../safeguards/injection/screen.ts";
import type { SessionTaint } from "../safeguards/injection/taint.ts";
import { cleanLive, type CleanStream } from "../safeguards/liveOutput.ts";
import { capOutput } from "../safeguards/outputCap.ts";
import { validateArguments } from "../safeguards/toolArguments.ts";
import { limitToolTime } from "../safeguards/toolTimeLimit.ts";
import { requireTrust } from "../safeguards/trust.ts";
import { builtinTools } from "../tools/index.ts";
import type { SessionGuards } from "./sessionGuards.ts";

export interface SessionToolsOptions {
  readonly ports: Ports;
  readonly agent: AgentDefinition;
  readonly providers: readonly ToolProvider[];
  /** Our own, made once; the usual ones where absent. */
  readonly builtin?: () => readonly Tool[];
  readonly guards: Pick<SessionGuards, "breakers" | "working">;
  /** Looks at what tools return: takes secrets out, finds untrusted text. */
  readonly scan: ScreenOptions["scan"];
  /** What tells a command where to send its spans. */
  readonly spanTarget?: () => Readonly<Record<string, string>>;
  readonly taint: SessionTaint;
  /** Takes secrets out of what is recorded of a question to the person, and of the answer. */
  readonly redactRequest: (text: string, call: ToolCall) => string;
  /** Takes secrets out of what a tool prints while it runs. */
  readonly cleanStream: () => CleanStream;
  /** What the model was told of when a resumed session began. */
  readonly recorded?: readonly ToolDefinition[];
}

/**
 * The tools that an agent may use, with their state for one session. What the model is told of them is
 * fixed when the session begins; a foreign tool that comes later is for the next session, and one that
 * goes answers with an error until it is back.
 */
export class SessionTools {
  readonly #options: SessionToolsOptions;
  readonly #grants = new Grants();
  readonly #builtin: readonly Tool[];
  #told: readonly ToolDefinition[] | undefined;
  #foreign: readonly ForeignTool[] = [];

  constructor(options: SessionToolsOptions) {
    const {
      ports,
      recorded,
      spanTarget,
      builtin = () => builtinTools({ ...ports, ...(spanTarget && { spanTarget }) }),
    } = options;
    this.#options = options;
    this.#builtin = ports.files.roots.length === 0 ? [] : builtin();
    options.taint.onTaint(() => this.#grants.lapse());
    this.#told = recorded;
  }

  /**
   * As the model is told of them, in fixed order: ours, then foreign ones by name.
   * @throws an AbortError where the wait is given up: nothing is fixed then.
   */
  async definitions(wait?: ToolWait): Promise<readonly ToolDefinition[]> {
    if (this.#told !== undefined) return this.#told;
    let waited = false;
    const waitsFor = (servers: readonly string[]): void => {
      waited = true;
      wait?.waitsFor?.(servers);
    };
    const tools = await this.#allowed(wait && { ...wait, signal: wait.signal, waitsFor });
    if (waited) wait?.signal.throwIfAborted();
    if (this.#told === undefined) {
      this.#told = tools.map(definitionOf);
      this.#foreign = tools.filter(isForeign).map(foreignOf);
    }
    return this.#told;
  }

  /** Those of a new session's definitions that are not ours. */
  get foreign(): readonly ForeignTool[] {
    return this.#foreign;
  }

  /** By name, each behind its safeguards: those that the model was told of, as far as they are there now. */
  async guarded(wait?: ToolWait): Promise<ReadonlyMap<string, Tool>> {
    const told = await this.definitions(wait);
    const allowed = await this.#allowed(wait);
    const here = new Map(allowed.map((tool) => [tool.name, tool]));
    return new Map(
      told.map((definition) => {
        const tool = here.get(definition.name);
        return [
          definition.name,
          tool === undefined ? this.#absent(definition) : this.#guard(asTold(tool, definition)),
        ];
      }),
    );
  }

  async #allowed(wait?: ToolWait): Promise<readonly Tool[]> {
    const { agent, providers } = this.#options;
    const foreign = (await Promise.all(providers.map((provider) => provider.tools(agent, wait)))).flat();
    const tools = [...this.#builtin, ...foreign.map((tool) => this.#declared(tool)).toSorted(byName)];
    return tools.filter((tool) => isAllowed(tool, agent));
  }

  #absent(definition: ToolDefinition): Tool {
    const reasons = this.#options.providers.map((provider) => provider.whyAbsent?.(definition.name));
    return absent(
      definition,
      reasons.find((reason) => reason !== undefined),
    );
  }

  /** The tool with the effects that the person says it has. */
  #declared(tool: Tool): Tool {
    return { ...tool, effects: effectsOf(tool, this.#options.ports.settings.current["tools.effects"]) };
  }

  #guard(tool: Tool): Tool {
    const { ports, scan, taint, redactRequest, cleanStream, guards } = this.#options;
    const { files, approvals, settings, clock } = ports;
    const seconds = (): number => settings.current["tools.timeout"];
    const nonce = (): string => Buffer.from(ports.random.bytes(NONCE_BYTES)).toString("hex");
    const capped = capOutput(screen(tool, { scan, taint, nonce }), { redact: (text) => text });
    const shown = cleanLive(fence(capped, nonce), cleanStream);
    const run = validateArguments(limitToolTime(shown, { clock, seconds }));
    const asked = approval(requireTrust(run, files), {
      approvals: guards.working.without(approvals),
      grants: this.#grants,
      alwaysAllow: () => settings.current["approvals.alwaysAllow"],
      redact: redactRequest,
      distrust: () => (settings.current["injection.ask"] ? taint.reason() : undefined),
    });
    return guards.breakers.wrap(asked);
  }
}

const NONCE_BYTES = 8;

const byName = (a: Tool, b: Tool): number => (a.name < b.name ? -1 : 1);

const definitionOf = ({ name, description, inputSchema }: Tool): ToolDefinition => ({
  name,
  description,
  input_schema: inputSchema,
});

const foreignOf = ({ name, source, aliases }: Tool): ForeignTool => ({
  name,
  source,
  ...(aliases && { aliases }),
});

/** A foreign tool may have changed its schema since; the model's calls are judged by the one that it knows. */
const asTold = (tool: Tool, { input_schema }: ToolDefinition): Tool =>
  isForeign(tool) ? { ...tool, inputSchema: input_schema } : tool;

const absent = ({ name, description, input_schema }: ToolDefinition, why?: string): Tool => ({
  name,
  description,
  inputSchema: input_schema,
  effects: "read",
  source: "builtin",
  title: () => "",
  run: () =>
    Promise.reject(
      new ToolError(why ?? `${name} is not available now: what provides it is not running. Do without it.`),
    ),
});

const isAllowed = (tool: Tool, { tools, disallowedTools }: AgentDefinition): boolean =>
  !disallowedTools.some((pattern) => meansTool(pattern, tool)) &&
  (tools?.some((pattern) => meansTool(pattern, tool)) ?? tool.optIn !== true);

function effectsOf(tool: Tool, said: Readonly<Record<string, Effects>>): Effects {
  const matching = Object.entries(said).filter(([pattern]) => meansTool(pattern, tool));
  const [longest] = matching.toSorted(([a], [b]) => b.length - a.length);
  return longest?.[1] ?? tool.effects;
}

/** What the model is told of a session's tools, and the servers whose tools it is not told of. */
export async function toldTools(tools: SessionTools, wait: ToolWait): Promise<Omit<Prefix, "system">> {
  const missing: MissingServer[] = [];
  const definitions = await tools.definitions({
    signal: wait.signal,
    ...(wait.waitsFor && { waitsFor: wait.waitsFor }),
    without: (servers) => missing.push(...servers),
  });
  const { foreign } = tools;
  return {
    definitions,
    ...(foreign.length > 0 && { foreign }),
    ...(missing.length > 0 && { missing }),
  };
}
