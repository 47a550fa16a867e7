import type { History } from "../agent/history.ts";
import type { TurnWorld } from "../core/lines.ts";
import type { SettingName, Settings } from "../core/settings.ts";

/** Fixed when the session begins, whatever becomes of the setting. */
const FIXED: ReadonlySet<string> = new Set<SettingName>(["anthropic.promptCaching"]);

/**
 * Says of each turn of a session what it runs with, as far as nobody can tell it from what is recorded: a new
 * session's header has said all that holds for its first turn.
 */
export class TurnWorlds {
  readonly #settings: () => Settings;
  readonly #agentText: string;
  #resumed: boolean;
  #recorded: { readonly settings: Readonly<Record<string, unknown>>; readonly agentText: string } | undefined;

  /** @param agentText the agent's file as it may be recorded: without secrets. */
  constructor(
    { header, settings: recorded, agentText: before }: History,
    settings: () => Settings,
    agentText: string,
  ) {
    this.#settings = settings;
    this.#agentText = agentText;
    this.#resumed = header !== undefined;
    this.#recorded = header && { settings: recorded, agentText: before ?? "" };
  }

  next(): TurnWorld {
    const now = { settings: this.#settings(), agentText: this.#agentText };
    const before = this.#recorded ?? now;
    const settings = changed(before.settings, now.settings);
    const resumed = this.#resumed;
    this.#resumed = false;
    this.#recorded = now;
    return {
      ...(resumed && { resumed }),
      ...(Object.keys(settings).length > 0 && { settings }),
      ...(before.agentText !== now.agentText && { agentText: now.agentText }),
    };
  }
}

function changed(before: Readonly<Record<string, unknown>>, now: Settings): Record<string, unknown> {
  const entries = Object.entries(now).filter(
    ([name, value]) => !FIXED.has(name) && JSON.stringify(value) !== JSON.stringify(before[name]),
  );
  return Object.fromEntries(entries);
}
