import { join } from "node:path";
import { parseAgentFile } from "../../agent/agentFile.ts";
import { BUILTIN_AGENT } from "../../agent/builtinAgent.ts";
import { environmentText, projectInstructions } from "../../agent/prompt.ts";
import type { AgentDefinition } from "../../core/agent.ts";
import { AGENT_FOLDERS } from "../../core/agentFolders.ts";
import type { SessionHeader } from "../../core/lines.ts";
import type { TextBlock, ToolDefinition } from "../../core/model.ts";
import type { Files } from "../../core/ports.ts";
import { DEFAULT_SETTINGS, SETTINGS, type SettingName, type Settings } from "../../core/settings.ts";
import type { Tool } from "../../core/tool.ts";
import { namedAgent } from "../sessionAgent.ts";

/** What a session's requests begin with and what it runs with, wherever that is taken from. */
export interface Sources {
  readonly agent: AgentDefinition;
  readonly system: readonly TextBlock[];
  readonly definitions: readonly ToolDefinition[];
  readonly settings: Settings;
}

/** As recorded. The prompt is made again from the agent's file, as far as that is its source. */
export function recordedSources(header: SessionHeader, agentText = header.agent.text): Sources {
  const agent = agentFrom(header, agentText);
  return {
    agent,
    system: header.fork === undefined ? systemOf(header, agent.prompt) : header.system,
    definitions: header.tools,
    settings: settingsFrom(header.settings),
  };
}

/** The project as it is now: agent file, instructions, our own tools, settings. Servers are not started. */
export async function currentSources(
  header: SessionHeader,
  {
    files,
    settings,
    ours,
  }: { readonly files: Files; readonly settings: Settings; readonly ours: readonly Tool[] },
): Promise<Sources> {
  const known = header.agent.source === undefined ? undefined : header.agent.name;
  const agent = await namedAgent(files, known).catch(() => agentFrom(header, header.agent.text));
  const parts = [
    agent.prompt,
    environmentText(header.roots, header.platform),
    ...(await projectInstructions(files)),
  ];
  const definitions = header.tools.map((definition) => {
    const now = ours.find(({ name }) => name === definition.name);
    if (now === undefined) return definition;
    const { name, description, inputSchema: input_schema } = now;
    return { name, description, input_schema };
  });
  return { agent, system: [{ type: "text", text: parts.join("\n\n") }], definitions, settings };
}

/** Recorded values hold as they are, whatever limits a setting has by now; one that is no more, or is another thing, is left out. */
export function settingsFrom(
  values: Readonly<Record<string, unknown>>,
  base: Settings = DEFAULT_SETTINGS,
): Settings {
  const usable = Object.entries(values).filter(([name, value]) => {
    const spec = Object.hasOwn(SETTINGS, name) ? SETTINGS[name as SettingName] : undefined;
    return (
      spec !== undefined &&
      (typeof value === typeof spec.default || isUsable((given) => spec.parse(given), value))
    );
  });
  return { ...base, ...Object.fromEntries(usable) };
}

function isUsable(parse: (value: unknown) => unknown, value: unknown): boolean {
  try {
    parse(value);
    return true;
  } catch {
    return false;
  }
}

/** The agent that a recording's file text makes; one without a prompt of its own where it cannot be read. */
function agentFrom({ agent: { name, source }, roots }: SessionHeader, text: string): AgentDefinition {
  if (source === undefined) return { ...BUILTIN_AGENT, name, prompt: text, text };
  const dialect =
    AGENT_FOLDERS.find(({ folder }) => source.startsWith(`${folder}/`))?.dialect ?? "flightdeck";
  const { agent } = parseAgentFile(text, { path: join(roots[0] ?? "", source), dialect });
  return agent ?? { ...BUILTIN_AGENT, name, prompt: text, text };
}

/** The recorded prompt with the agent's part of it made anew; the recorded one where that cannot be told apart. */
function systemOf({ system, roots, platform }: SessionHeader, prompt: string): readonly TextBlock[] {
  const [block] = system;
  const rest = block?.text.indexOf(`\n\n${environmentText(roots, platform)}`) ?? -1;
  if (block === undefined || system.length > 1 || rest === -1) return system;
  return [{ ...block, text: prompt + block.text.slice(rest) }];
}
