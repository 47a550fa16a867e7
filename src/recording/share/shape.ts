import type { RecordedLine } from "../../core/lines.ts";

/**
 * Whether a line of somebody else's file has the shape that its type promises, as far as we rely on it. A checksum
 * shows that nobody changed a line by accident; anybody can compute one.
 */
export function isWellShaped({ type, data }: RecordedLine): boolean {
  const fields = data as unknown;
  if (!isRecord(fields)) return false;
  switch (type) {
    case "session":
      return isSession(fields);
    case "message":
      return (
        isText(fields["id"]) &&
        isText(fields["turn"]) &&
        isRole(fields["role"]) &&
        isContent(fields["content"])
      );
    case "request":
      return isRequest(fields);
    case "response":
      return isResponse(fields);
    case "tool":
      return (
        ["call", "turn", "name", "title", "text"].every((key) => isText(fields[key])) &&
        isSpan(fields["span"]) &&
        isCount(fields["duration"]) &&
        optional(fields["changes"], isList)
      );
    case "decision":
      return (
        isText(fields["turn"]) &&
        isText(fields["safeguard"]) &&
        isText(fields["verdict"]) &&
        optional(fields["span"], isSpan) &&
        optional(fields["text"], isText) &&
        optional(fields["figures"], isRecord) &&
        isKnownDecision(fields)
      );
    case "input":
      return (
        isText(fields["act"]) &&
        ["turn", "message", "head", "title"].every((key) => optional(fields[key], isText)) &&
        optional(fields["files"], isList)
      );
    case "span":
      return isSpanRecord(fields);
    default:
      return false;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";
const isCount = (value: unknown): boolean =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isRole = (value: unknown): boolean => value === "user" || value === "assistant";
const optional = (value: unknown, is: (value: unknown) => boolean): boolean =>
  value === undefined || is(value);
const isSpan = (value: unknown): boolean =>
  isRecord(value) && isText(value["traceId"]) && isText(value["spanId"]);
const isModel = (value: unknown): boolean =>
  isRecord(value) &&
  isText(value["id"]) &&
  ["anthropic", "simulated", "vscode"].includes(String(value["provider"]));

const BLOCK_FIELDS: Readonly<Record<string, readonly string[]>> = {
  text: ["text"],
  thinking: ["thinking", "signature"],
  redacted_thinking: ["data"],
  tool_use: ["id", "name"],
  tool_result: ["tool_use_id"],
};

function isContent(value: unknown): boolean {
  return isList(value) && value.every((block) => isRecord(block) && isText(block["type"]) && isBlock(block));
}

function isBlock(block: Fields): boolean {
  const type = String(block["type"]);
  const needed = Object.hasOwn(BLOCK_FIELDS, type) ? (BLOCK_FIELDS[type] ?? []) : [];
  if (!needed.every((key) => isText(block[key]))) return false;
  return type !== "tool_result" || isText(block["content"]) || isContent(block["content"]);
}

function isSession(fields: Fields): boolean {
  const agent = fields["agent"];
  const texts = fields["system"];
  const tools = fields["tools"];
  return (
    ["id", "engine", "title"].every((key) => isText(fields[key])) &&
    isRecord(agent) &&
    isText(agent["name"]) &&
    isText(agent["text"]) &&
    isModel(fields["model"]) &&
    isContent(texts) &&
    isList(tools) &&
    tools.every(
      (tool) =>
        isRecord(tool) &&
        isText(tool["name"]) &&
        isText(tool["description"]) &&
        isRecord(tool["input_schema"]),
    ) &&
    isRecord(fields["settings"]) &&
    optional(fields["taint"], isList)
  );
}

const isRequest = (fields: Fields): boolean =>
  ["request", "turn", "hash"].every((key) => isText(fields[key])) &&
  isCount(fields["step"]) &&
  isCount(fields["attempt"]) &&
  isModel(fields["model"]) &&
  isSpan(fields["span"]) &&
  isList(fields["messages"]) &&
  fields["messages"].every(isText) &&
  optional(fields["changes"], isList) &&
  optional(fields["view"], (view) => isRecord(view) && isList(view["gaps"]));

const USAGE = ["input", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output"];

function isResponse(fields: Fields): boolean {
  const { usage, cost, ok } = fields;
  return (
    ["request", "turn"].every((key) => isText(fields[key])) &&
    isModel(fields["model"]) &&
    isSpan(fields["span"]) &&
    isCount(fields["duration"]) &&
    isRecord(usage) &&
    USAGE.every((key) => isCount(usage[key])) &&
    isRecord(cost) &&
    isText(cost["metering"]) &&
    isCount(cost["nanoUsd"]) &&
    (ok === true
      ? isRecord(fields["response"])
      : ok === false && isText(fields["failure"]) && isRecord(fields["details"]))
  );
}

/** Those whose fields we read without looking. */
function isKnownDecision(fields: Fields): boolean {
  switch (fields["safeguard"]) {
    case "approval":
      return fields["verdict"] === "ask" ? isRecord(fields["request"]) : isText(fields["call"]);
    case "injection":
      return fields["verdict"] !== "taint" || isRecord(fields["source"]);
    case "secrets":
      return isCount(fields["count"]) && isText(fields["where"]);
    default:
      return true;
  }
}

function isSpanRecord(fields: Fields): boolean {
  if (!isSpan(fields)) return false;
  switch (fields["phase"]) {
    case "started":
      return (
        isText(fields["name"]) &&
        isText(fields["kind"]) &&
        isCount(fields["start"]) &&
        isRecord(fields["attributes"])
      );
    case "event":
      return (
        isRecord(fields["event"]) &&
        isText(fields["event"]["name"]) &&
        isRecord(fields["event"]["attributes"])
      );
    case "ended":
      return isCount(fields["end"]) && isRecord(fields["status"]) && isRecord(fields["attributes"]);
    default:
      return false;
  }
}
