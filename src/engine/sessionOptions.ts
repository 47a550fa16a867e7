import type { History } from "../agent/history.ts";
import { Context } from "../agent/views/context.ts";
import { systemPrompt } from "../agent/prompt.ts";
import type { SessionOptions } from "../agent/sessionOptions.ts";
import type { AgentDefinition } from "../core/agent.ts";
import type { ToolProvider } from "../core/foreignTools.ts";
import type { Ids, SessionId } from "../core/ids.ts";
import type { ModelRef, SessionHeader } from "../core/lines.ts";
import type { Ports } from "../core/ports.ts";
import { ms } from "../core/units.ts";
import type { Tool } from "../core/tool.ts";
import type { Taint } from "../core/untrusted.ts";
import { Redactor } from "../recording/redaction.ts";
import { RedactionStream } from "../recording/redactionStream.ts";
import { SessionTaint } from "../safeguards/injection/taint.ts";
import { createTracer } from "../telemetry/tracer.ts";
import type { Credentials } from "./credentials.ts";
import { settingsOf } from "./fork/forkSettings.ts";
import { CallMemory } from "./modelGuards.ts";
import type { Models } from "./models.ts";
import { sessionGuards } from "./sessionGuards.ts";
import { cachingOf, sessionHeader } from "./sessionHeader.ts";
import { cleanDefinition, redactIn } from "./sessionRedaction.ts";
import { scanResults, screenTexts } from "./sessionScan.ts";
import { SessionTools, toldTools } from "./sessionTools.ts";
import { TurnWorlds } from "./turnWorld.ts";
import type { TextScan } from "./textScan.ts";

/** What all sessions of an engine share. */
export interface SessionRoom {
  readonly ports: Ports;
  readonly ids: Ids;
  readonly models: Models;
  readonly credentials: Credentials;
  readonly scan: TextScan;
  /** Where tools come from besides the built-in ones. */
  readonly toolProviders: readonly ToolProvider[];
  /** Our own tools, where they are not the usual ones. */
  readonly builtinTools?: () => readonly Tool[];
  /** Takes secrets out; the usual one where absent. @param next the first number to give. */
  readonly redactor?: (next: number) => Redactor;
  /** What tells a command where to send its spans; nothing where nobody receives them. */
  readonly spanTarget?: () => Readonly<Record<string, string>>;
}

/** How a session begins: anew, or with what was recorded of it. */
export interface SessionStart {
  readonly id: SessionId;
  readonly agent: AgentDefinition;
  readonly firstModel: ModelRef;
  readonly history: History;
  readonly record: SessionOptions["record"];
  /** The session it grew out of, and its last line then. */
  readonly parent?: SessionHeader["parent"];
  /** It lives in memory only. */
  readonly isPrivate?: true;
  /** What its parent had read. */
  readonly taint?: readonly Taint[];
}

/** Joins what the engine has into what one session runs with. */
export function sessionOptions(
  room: SessionRoom,
  { id, agent, firstModel, history, record, parent, isPrivate, taint: inherited = [] }: SessionStart,
): SessionOptions {
  const { ports, ids, models, credentials, toolProviders: providers } = room;
  const { clock, files, platform } = ports;
  const settings = settingsOf(ports.settings, history.header);
  const memory = new CallMemory();
  const caching = cachingOf(history.header, settings.current);
  const redactor =
    room.redactor?.(history.nextPlaceholder) ?? new Redactor(() => credentials.held, history.nextPlaceholder);
  const taint = new SessionTaint(history.header === undefined ? inherited : history.taint);
  const redactResult = redactIn(redactor, "tool result");
  const agentText = redactor.redact(agent.text).text;
  const worlds = new TurnWorlds(history, () => settings.current, agentText);
  const guards = sessionGuards({ ...ports, settings }, agent);
  const recorded = history.header?.tools;
  const tools = new SessionTools({
    ports,
    agent,
    providers,
    ...(room.builtinTools && { builtin: room.builtinTools }),
    guards,
    ...(room.spanTarget && { spanTarget: room.spanTarget }),
    scan: scanResults(room.scan, redactor),
    taint,
    redactRequest: redactIn(redactor, "approval"),
    cleanStream: () => new RedactionStream(redactor),
    ...(recorded && { recorded }),
  });
  return {
    id,
    agent,
    ids,
    clock,
    history,
    firstModel,
    record,
    tracer: (recorder) => createTracer({ recorder, clock, ids, version: platform.version }),
    prefix: async (wait) => {
      const system = await systemPrompt(agent, files, platform.os);
      const clean = system.map((block) => ({ ...block, text: redactor.redact(block.text).text }));
      const told = await toldTools(tools, wait);
      const definitions = told.definitions.map((tool) => cleanDefinition(tool, redactor));
      return { system: clean, ...told, definitions };
    },
    header: (prefix, title, model) =>
      sessionHeader(ports, {
        id,
        agent: { ...agent, text: agentText },
        prefix,
        title,
        model,
        caching,
        models: [model, ...models.fallbacksOf(model, agent.models)].map((ref) => models.info(ref)),
        taint: taint.sources,
        ...(parent && { parent }),
        ...(isPrivate && { isPrivate }),
      }),
    model: (ref) => models.chain(ref, { memory, caching, redactor, agentModels: agent.models }),
    tools: (wait) => tools.guarded(wait),
    redact: (text) => redactor.redact(text),
    screen: screenTexts(taint),
    taint,
    redactResult,
    limits: ({ info }) => ({
      maxTokens: Math.min(settings.current.maxTokens, agent.maxTokens ?? info.maxOutput, info.maxOutput),
      maxAttempts: settings.current["retry.maxAttempts"],
      maxWait: ms(settings.current["retry.maxWait"] * 1_000),
    }),
    guards: guards.ofTurn,
    turnWorld: () => worlds.next(),
    context: new Context({
      views: history.views,
      maxTokens: () => settings.current["context.maxTokens"],
      countTokens: (info, request, signal) => models.countTokens(info, request, signal),
    }),
    summariser: (ref) =>
      settings.current["context.summary"]
        ? models.chain(ref, { memory: new CallMemory(), caching: "off", redactor })
        : undefined,
    contentOnSpans: () => settings.current["spans.content"],
    onDefect: (error) => ports.log.error(`A turn failed: ${error.message}`, error),
  };
}
