import type { AgentSource } from "../../core/agent.ts";
import { AGENT_FIELDS, agentField, spellingIn, type AgentField } from "../../core/agentFields.ts";
import { modelNames, toolNames, type KnownName, type KnownNames } from "./names.ts";
import { placeAt, type FieldPlace, type TextPlace } from "./place.ts";

/** Something that can be written at a place. */
export interface AgentCompletion extends KnownName {
  readonly kind: "field" | "value";
  /** What is written, as a snippet of VS Code. */
  readonly snippet: string;
  /** Columns of what it replaces. */
  readonly from: number;
  readonly to: number;
}

type Dialect = AgentSource["dialect"];

const HANDOFF_FIELDS: readonly KnownName[] = [
  { name: "label", detail: "What the button says." },
  { name: "agent", detail: "The other agent's name." },
  { name: "prompt", detail: "What it is to do." },
  { name: "send", detail: "`true`: the prompt is sent at once." },
  { name: "model", detail: "A model's id; the other agent's own where absent." },
];

const YES_NO: readonly KnownName[] = ["true", "false"].map((name) => ({ name, detail: "" }));

/** What can be written at a place of an agent file. */
export function completionsAt(
  text: string,
  at: TextPlace,
  dialect: Dialect,
  known: KnownNames,
): readonly AgentCompletion[] {
  const place = placeAt(text, at);
  if (place === undefined) return [];
  const { from, to } = place;
  if (place.kind === "key") {
    const fields = AGENT_FIELDS.filter((field) => field.dialects.includes(dialect));
    const present = new Set(fieldsIn(text).filter((field) => field !== place.field));
    return fields
      .filter((field) => !present.has(field))
      .map((field) => ({ kind: "field", ...keyOf(field, dialect), from, to }));
  }
  if (place.kind === "handoffKey")
    return HANDOFF_FIELDS.map((field) => ({ kind: "field", ...field, snippet: `${field.name}: `, from, to }));
  return valuesOf(place, dialect, known).map((value) => ({
    kind: "value",
    ...value,
    snippet: escaped(quoted(value.name)),
    from,
    to,
  }));
}

function keyOf(field: AgentField, dialect: Dialect): Pick<AgentCompletion, "name" | "detail" | "snippet"> {
  const name = spellingIn(field, dialect);
  const snippet =
    field.name === "handoffs"
      ? "handoffs:\n  - label: ${1:Go on}\n    agent: ${2:agent}\n    prompt: ${3:What it is to do}\n    send: false"
      : `${name}: `;
  return { name, detail: field.detail, snippet };
}

/** The values that a place can take. */
export function valuesOf(place: FieldPlace, dialect: Dialect, known: KnownNames): readonly KnownName[] {
  if (place.kind === "handoffValue") {
    const { key = "" } = place;
    if (key === "agent") return known.agents;
    if (key === "model") return known.models;
    return key === "send" ? YES_NO : [];
  }
  const values = place.field?.values;
  if (values === "tools") return toolNames(dialect);
  if (values === "models") return modelNames(known);
  if (values === "agents") return known.agents;
  return (values ?? []).map((name) => ({ name, detail: "" }));
}

function fieldsIn(text: string): readonly AgentField[] {
  const [, frontmatter = ""] = /^---[^]*?\n([^]*?)(?:\n---|$)/.exec(text) ?? [];
  return frontmatter.split("\n").flatMap((line) => agentField(/^([\w-]+)\s*:/.exec(line)?.[1] ?? "") ?? []);
}

/** A name that YAML would read as something else. */
const quoted = (name: string): string => (/^[\w./-]+$/.test(name) ? name : `"${name}"`);

const escaped = (text: string): string => text.replaceAll(/[$}\\]/g, "\\$&");
