import type { AgentSource } from "../../core/agent.ts";
import { spellingIn, type AgentField } from "../../core/agentFields.ts";
import { valuesOf } from "./completions.ts";
import { ourMeaning, type KnownNames } from "./names.ts";
import { placeAt, type TextPlace } from "./place.ts";

export interface AgentHover {
  /** Markdown. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const DIALECTS = { flightdeck: "Agent Flightdeck", claude: "Claude Code", copilot: "Copilot" } as const;

/** What the word at a place means; undefined where it means nothing. */
export function hoverAt(
  text: string,
  at: TextPlace,
  dialect: AgentSource["dialect"],
  known: KnownNames,
): AgentHover | undefined {
  const place = placeAt(text, at);
  if (place === undefined || place.word === "") return undefined;
  const { word, from, to } = place;
  if (place.kind === "key") return place.field && { text: aboutField(place.field), from, to };
  const found = valuesOf(place, dialect, known).find(({ name }) => name === word)?.detail;
  const meaning = (place.field?.values === "tools" && ourMeaning(word)) || found;
  if (meaning) return { text: `\`${word}\`: ${meaning}`, from, to };
  const missing = place.kind === "value" ? MISSING[String(place.field?.values)] : undefined;
  return missing === undefined ? undefined : { text: `\`${word}\`: ${missing}`, from, to };
}

const MISSING: Readonly<Record<string, string>> = {
  tools: "no tool of this name is here now, so the agent does without it.",
  models: "not known here; the next one of the list counts, else the model that the person picked.",
  agents: "the project has no agent of this name.",
};

function aboutField(field: AgentField): string {
  const names = field.dialects.map((dialect) => `${DIALECTS[dialect]}: \`${spellingIn(field, dialect)}\``);
  return `${field.detail}\n\n${names.join(" · ")}`;
}
