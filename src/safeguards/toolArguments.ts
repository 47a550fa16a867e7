import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { ToolCall } from "../core/call.ts";
import type { JsonSchema } from "../core/model.ts";
import { ToolError, type Tool } from "../core/tool.ts";

/**
 * Lets only input that fits the tool's schema through; nothing is coerced, filled in or repaired. The
 * error's message tells the model every mistake, so that one more try is enough.
 */
export function validateArguments(tool: Tool): Tool {
  const check = (input: unknown, call: ToolCall): void => {
    const problems = problemsOf(tool.inputSchema, input);
    if (problems.length === 0) return;
    record(call, tool.name, problems);
    throw new ToolError(complaint(tool.name, input, problems), "invalid_tool_arguments");
  };
  return {
    ...tool,
    async approval(input, call) {
      check(input, call);
      return tool.approval?.(input, call);
    },
    async run(input, call) {
      check(input, call);
      return tool.run(input, call);
    },
  };
}

/** Arguments that are no JSON arrive as the text that they were, which is cut off or malformed. */
function complaint(tool: string, input: unknown, problems: readonly string[]): string {
  if (typeof input === "string") {
    return `The arguments of ${tool} are not complete JSON (${jsonProblem(input)}), so it did not run. Send the whole object again; if it is long, do it in smaller parts.`;
  }
  return `The arguments of ${tool} do not fit its schema, so it did not run:\n${problems.join("\n")}`;
}

function jsonProblem(text: string): string {
  try {
    JSON.parse(text);
    return "they are a text, not an object";
  } catch (error) {
    return (error as Error).message.slice(0, 100);
  }
}

function record({ recorder, turn, span, id }: ToolCall, tool: string, problems: readonly string[]): void {
  const text = `${tool} was called with arguments that do not fit.`;
  const figures = { problems: problems.length };
  const decision = { turn, span: span.context, safeguard: "tool_arguments", verdict: "stop" } as const;
  const data = { ...decision, tool, call: id, failure: "invalid_tool_arguments", text, figures } as const;
  recorder.record({ type: "decision", data });
  span.event("flightdeck.tool_arguments.stop", figures);
}

/** Schemas may come from foreign tools: unknown keywords, formats and dialects are let be. */
const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  verbose: true,
  validateFormats: false,
  validateSchema: false,
  addUsedSchema: false,
  logger: false,
});

const compiled = new WeakMap<JsonSchema, ValidateFunction>();

const MAX_PROBLEMS = 10;

function problemsOf(schema: JsonSchema, input: unknown): readonly string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(input)) return [];
  const problems = (validate.errors ?? []).map((error) => `- ${describe(error)}`);
  const more = problems.length - MAX_PROBLEMS;
  return more > 0 ? [...problems.slice(0, MAX_PROBLEMS), `- and ${more} more`] : problems;
}

function describe({ keyword, instancePath, params, message, data, parentSchema }: ErrorObject): string {
  const where = instancePath === "" ? "" : `${instancePath.slice(1)}: `;
  switch (keyword) {
    case "required":
      return `${where}${String(params["missingProperty"])} is missing`;
    case "additionalProperties": {
      const known = Object.keys((parentSchema?.["properties"] ?? {}) as object).join(", ");
      return `${where}there is no ${JSON.stringify(params["additionalProperty"])}; known are: ${known}`;
    }
    case "enum":
      return `${where}must be one of ${JSON.stringify(params["allowedValues"])}, not ${brief(data)}`;
    default:
      return `${where || "the input "}${message ?? "does not fit"}, but is ${brief(data)}`;
  }
}

function brief(value: unknown): string {
  const json = JSON.stringify(value) ?? "missing";
  return json.length > 80 ? `${json.slice(0, 80)}… (${typeof value})` : json;
}
