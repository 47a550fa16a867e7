import { number, text, flag, headers, cap, SettingError, type SettingSpec } from "./settingKinds.ts";
import {
  receivedContent,
  exportProtocol,
  backendKind,
  promptCaching,
  severity,
  fallbackModels,
  alwaysAllow,
  toolEffects,
  prices,
  ORIGIN,
  checkOrigin,
} from "./settingValues.ts";

/**
 * Every setting once, by name without the prefix `flightdeck.`: its type, default, scope and limits. The manifest
 * is compared with this table by a test; the editor and the command line read their values through it.
 */
export const SETTINGS = {
  model: text({
    default: "",
    scope: "window",
    description:
      "The model that new sessions use where the agent names none. Empty: Claude where there is an API key, else the simulated model.",
  }),
  maxTokens: number({
    default: 16_000,
    minimum: 1_024,
    maximum: 128_000,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description: "The most output tokens of one model call, thinking included.",
  }),
  maxIterations: number({
    default: 50,
    minimum: 1,
    maximum: 1_000,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description: "The most model calls in one turn.",
  }),
  turnTimeout: number({
    default: 3_600,
    minimum: 10,
    maximum: 86_400,
    scope: "window",
    tighten: Math.min,
    description:
      "Seconds that one turn may take, not counting the time in which it waits for your approval. The model is told when a tenth is left.",
  }),
  "loops.nudgeAfter": number({
    default: 3,
    minimum: 2,
    maximum: 100,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "How often an agent may repeat a call, a cycle of up to four steps or an error before it is told so.",
  }),
  "loops.stopAfter": number({
    default: 5,
    minimum: 2,
    maximum: 100,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description: "How often an agent may repeat a call, a cycle or an error before its turn is stopped.",
  }),
  "loops.noProgress": number({
    default: 12,
    minimum: 4,
    maximum: 1_000,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "After how many steps without anything new (no result that was not there before, no new change) a turn is stopped. The model is told at half of them.",
  }),
  "tools.mistakes": number({
    default: 5,
    minimum: 1,
    maximum: 100,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "How many tool calls in a row may have arguments that do not fit, before the turn is stopped.",
  }),
  "tools.stormErrors": number({
    default: 10,
    minimum: 2,
    maximum: 20,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description: "How many of the last 20 tool calls of a turn may fail before it is stopped.",
  }),
  "tools.breakerErrors": number({
    default: 3,
    minimum: 2,
    maximum: 100,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "After how many errors of one class in a row a tool is switched off for a while. Five errors within eight calls switch it off too.",
  }),
  "tools.breakerPause": number({
    default: 5,
    minimum: 1,
    maximum: 100,
    integer: true,
    scope: "window",
    tighten: Math.max,
    description:
      "For how many model calls a tool stays switched off. Then one call tries whether it works again.",
  }),
  "tools.timeout": number({
    default: 300,
    minimum: 1,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description: "Seconds that a tool call may take. Commands have a limit of their own, `commandTimeout`.",
  }),
  "context.maxTokens": number({
    default: 150_000,
    minimum: 4_000,
    maximum: 2_000_000,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "Tokens of a prompt from which on its oldest parts are left out, down to about half; 80 % of the model's window where that is less. The whole conversation stays readable.",
  }),
  "context.summary": flag({
    default: false,
    scope: "machine",
    description:
      "Whether the model writes a summary of what is left out of a long conversation. That is a model call, which counts against your budget.",
  }),
  fallback: fallbackModels,
  maxParallelCalls: number({
    default: 4,
    minimum: 1,
    maximum: 64,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "The most calls of one model at once, over all sessions of this window. Further ones wait their turn.",
  }),
  "retry.maxAttempts": number({
    default: 6,
    minimum: 1,
    maximum: 20,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "The most HTTP attempts of one step. Retries, fallbacks and every recovery draw from this one number.",
  }),
  "retry.maxWait": number({
    default: 120,
    minimum: 0,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description: "Seconds that one step may wait between its attempts, all waits together.",
  }),
  "retry.longestWait": number({
    default: 60,
    minimum: 0,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description:
      "Seconds. A server that asks for a longer wait is not waited for: a fallback answers, or the turn stops and says so.",
  }),
  "refusal.rephrase": flag({
    default: false,
    scope: "machine",
    description:
      "Whether a model that refuses without naming a category is asked once more in other words, which costs another call.",
  }),
  "refusal.soft": flag({
    default: false,
    scope: "machine",
    description:
      "Whether a refusal in words (“I cannot help with …”) is treated like a marked one: rephrased where that is allowed, then given to a fallback. The beginning of each answer is held back until it is clear that it is none.",
  }),
  idleTimeout: number({
    default: 90,
    minimum: 5,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description: "Seconds without a byte of a model's answer after which it counts as stalled.",
  }),
  commandTimeout: number({
    default: 120,
    minimum: 1,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description: "Seconds that a command of an agent may run.",
  }),
  "anthropic.baseUrl": text({
    default: "",
    scope: "machine",
    check: checkOrigin,
    pattern: ORIGIN,
    description:
      "Another server that speaks the Anthropic Messages API (Ollama, LM Studio, llama.cpp, vLLM, LiteLLM). Empty: Anthropic.",
  }),
  "anthropic.promptCaching": promptCaching,
  prices,
  "budget.daily": cap({
    default: 5,
    description:
      "The most to spend per day, in USD. A model call that could exceed it is not sent. `null` means no cap.",
  }),
  "budget.monthly": cap({
    default: 50,
    description: "The most to spend per month, in USD. `null` means no cap.",
  }),
  "budget.session": cap({
    default: null,
    scope: "window",
    description: "The most to spend in one session, in USD. `null` means no cap.",
  }),
  "budget.turn": cap({
    default: null,
    scope: "window",
    description: "The most to spend in one turn, in USD. `null` means no cap.",
  }),
  "approvals.alwaysAllow": alwaysAllow,
  "injection.ask": flag({
    default: true,
    scope: "machine",
    description:
      "Whether a session that has read untrusted text (from the network, MCP servers, other extensions' tools, dependency and ignored folders, or text that looks like instructions to an AI) asks each time before it writes, executes or uses the network, whatever was allowed before. Where it is off, such text is only marked.",
  }),
  "tools.effects": toolEffects,
  "mcp.startTimeout": number({
    default: 10,
    minimum: 1,
    maximum: 300,
    scope: "window",
    tighten: Math.min,
    description:
      "Seconds that a new session waits for MCP servers to start. Those that are later join the next session.",
  }),
  "mcp.callTimeout": number({
    default: 120,
    minimum: 1,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description:
      "Seconds without a sign of progress after which a call of an MCP server's tool is cancelled.",
  }),
  "audit.severity": severity,
  "audit.onSave": flag({
    default: false,
    scope: "window",
    description:
      "Whether the checklist audit runs again when a source or configuration file is saved, once it has run.",
  }),
  "receiver.enabled": flag({
    default: true,
    scope: "machine",
    description:
      "Whether spans of other programs are received over OTLP, on this machine only, and new terminals of projects that use a model or OpenTelemetry are told where to send them.",
  }),
  "receiver.content": receivedContent,
  "receiver.standardPorts": flag({
    default: true,
    scope: "machine",
    description:
      "Whether a window that receives spans takes the ports 4317 and 4318 besides its own while no other program has them, for programs that were started elsewhere. Of those nothing that was said is kept until you claim their service.",
  }),
  "sessions.store": flag({
    default: true,
    scope: "window",
    tighten: (user, workspace) => user && workspace,
    description:
      "Whether sessions are recorded on the disk. If not, all are private: they live in memory, end with their window, and cannot be resumed or replayed; what they cost stays in the ledger. _New Private Session_ begins a single one.",
  }),
  "retention.days": number({
    default: 0,
    minimum: 0,
    maximum: 36_500,
    integer: true,
    scope: "machine",
    description:
      "After how many days without anything new sessions and received traces of a workspace are removed from the disk; 0 keeps them. What is open stays, and what a session has cost stays in the ledger.",
  }),
  "retention.maxSize": number({
    default: 10_000,
    minimum: 0,
    scope: "machine",
    description:
      "Megabytes that the sessions and received traces of a workspace may take on the disk; then the oldest are removed, but nothing of the last day. 0 is no limit. A notice says what was removed.",
  }),
  "export.endpoint": text({
    default: "",
    scope: "machine",
    check: checkOrigin,
    pattern: { ...ORIGIN, patternErrorMessage: "A URL such as http://localhost:4318, or empty." },
    description:
      "Where spans of sessions are exported to over OTLP, such as `http://localhost:4318` (a collector, Jaeger, Tempo), `http://localhost:6006` (Phoenix), `https://api.honeycomb.io` or `https://cloud.langfuse.com/api/public/otel`; _Connect Export Backend…_ fills this in. Empty: what `OTEL_EXPORTER_OTLP_ENDPOINT` says, else nowhere.",
  }),
  "export.protocol": exportProtocol,
  "export.headers": headers(
    "Headers that are sent to `#flightdeck.export.endpoint#`, such as a key. `${env:NAME}` stands for a variable of the environment and `${secret}` for the key that _Connect Export Backend…_ asked for, so that no key need stand here.",
  ),
  "export.received": flag({
    default: false,
    scope: "machine",
    description:
      "Whether traces that other programs send here go to the backend too, from then on. Traces out of files and of unclaimed services never do.",
  }),
  "export.content": flag({
    default: false,
    scope: "machine",
    description: "Whether exported spans carry previews of what was said.",
  }),
  "traces.backend.url": text({
    default: "",
    scope: "machine",
    check: checkOrigin,
    pattern: { ...ORIGIN, patternErrorMessage: "A URL such as http://localhost:16686, or empty." },
    description:
      "The query API of the backend from which *Open Trace from Backend…* reads: Jaeger's, such as `http://localhost:16686`, or Tempo's, such as `http://localhost:3200`.",
  }),
  "traces.backend.kind": backendKind,
  "traces.backend.headers": headers(
    "Headers that are sent to `#flightdeck.traces.backend.url#`, such as `X-Scope-OrgID`. A key need not stand here: you are asked for it where the backend wants one, and it is kept in VS Code's secret storage.",
  ),
  "spans.content": flag({
    default: true,
    scope: "machine",
    description: "Whether spans carry a preview of what was asked.",
  }),
} as const satisfies Record<string, SettingSpec<unknown>>;

export type SettingName = keyof typeof SETTINGS;

/** The effective values. */
export type Settings = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends SettingSpec<infer T> ? T : never;
};

/** A setting whose value was not usable; its default holds instead. */
export interface SettingProblem {
  readonly name: SettingName;
  readonly message: string;
}

/** The values that a source holds for one setting. */
export interface SettingValues {
  readonly user?: unknown;
  readonly workspace?: unknown;
}

/**
 * Effective settings from what the user and the workspace say. A value that is not usable is
 * reported and left out; a workspace's value counts only where the setting's scope allows it.
 */
export function resolveSettings(values: (name: SettingName) => SettingValues): {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
} {
  const problems: SettingProblem[] = [];
  const entries = Object.entries(SETTINGS).map(([key, entry]) => {
    const name = key as SettingName;
    // Each parses unknown to its own type, which goes back in under its own name.
    const spec: SettingSpec<unknown> = entry;
    const read = (value: unknown): unknown => {
      if (value === undefined) return undefined;
      try {
        return spec.parse(value);
      } catch (error) {
        if (!(error instanceof SettingError)) throw error;
        problems.push({ name, message: `flightdeck.${name} ${error.message}` });
        return undefined;
      }
    };
    const given = values(name);
    const chosen = read(given.user);
    // Null is a choice: no cap.
    const user = chosen === undefined ? spec.default : chosen;
    const workspace = spec.scope === "machine" ? undefined : read(given.workspace);
    if (workspace === undefined) return [name, user];
    return [name, spec.tighten ? spec.tighten(user, workspace) : workspace];
  });
  return { settings: Object.fromEntries(entries) as Settings, problems };
}

export const DEFAULT_SETTINGS: Settings = resolveSettings(() => ({})).settings;
