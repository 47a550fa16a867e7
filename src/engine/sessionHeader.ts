import { relative } from "node:path";
import type { Prefix } from "../agent/sessionOptions.ts";
import type { AgentDefinition } from "../core/agent.ts";
import type { SessionId } from "../core/ids.ts";
import type { ModelRef, SessionHeader } from "../core/lines.ts";
import { isInside } from "../core/paths.ts";
import type { ModelInfo } from "../core/model.ts";
import type { Ports } from "../core/ports.ts";
import { SETTINGS, type SettingName, type Settings } from "../core/settings.ts";
import type { Taint } from "../core/untrusted.ts";
import type { PromptCaching } from "../core/usage.ts";
import { PRICE_TABLE_DATE } from "../models/prices.ts";

export interface HeaderFacts {
  readonly id: SessionId;
  readonly agent: AgentDefinition;
  readonly prefix: Prefix;
  readonly title: string;
  readonly model: ModelRef;
  readonly caching: PromptCaching;
  readonly models: readonly ModelInfo[];
  readonly parent?: SessionHeader["parent"];
  readonly taint: readonly Taint[];
  readonly isPrivate?: true;
}

/** The caching that a session began with; later changes of the setting would change what was sent before. */
export function cachingOf(header: SessionHeader | undefined, settings: Settings): PromptCaching {
  try {
    return SETTINGS[CACHING].parse(header?.settings[CACHING]);
  } catch {
    return settings[CACHING];
  }
}

const CACHING = "anthropic.promptCaching" satisfies SettingName;

/** The first line of a session's recording: all that is fixed when it begins. */
export function sessionHeader(ports: Ports, facts: HeaderFacts): SessionHeader {
  const { id, agent, prefix, title, model, caching, models, parent, taint, isPrivate } = facts;
  const { platform, clock, files, settings } = ports;
  return {
    id,
    engine: platform.version,
    title,
    agent: { name: agent.name, text: agent.text, ...sourceOf(agent, files.roots) },
    model,
    system: prefix.system,
    tools: prefix.definitions,
    ...(prefix.missing && { missingServers: prefix.missing }),
    settings: { ...settings.current, [CACHING]: caching },
    prices: PRICE_TABLE_DATE,
    zone: clock.zone,
    platform: platform.os,
    roots: files.roots,
    ...(parent && { parent }),
    ...(isPrivate && { private: isPrivate }),
    world: 1,
    ...(prefix.foreign && { foreignTools: prefix.foreign }),
    models,
    ...(taint.length > 0 && { taint }),
  };
}

function sourceOf(agent: AgentDefinition, roots: readonly string[]): { readonly source?: string } {
  const path = agent.source?.path;
  if (path === undefined) return {};
  const root = roots.find((folder) => isInside(folder, path));
  return { source: root === undefined ? path : relative(root, path) };
}
