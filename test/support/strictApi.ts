import { apiError, type ApiRequest, type Block, type Handler, type Json } from "./messagesApi.ts";

/** Answers only what the real API accepts; everything else is refused with 400, as there. */
export const strict =
  (handler: Handler): Handler =>
  (request) => {
    const problem = problemOf(request);
    return problem === undefined ? handler(request) : apiError(400, "invalid_request_error", problem);
  };

/** What the Messages API would reject in a request; undefined where it is fine. */
export function problemOf({ body }: Pick<ApiRequest, "body">): string | undefined {
  const { messages } = body;
  if (messages.length === 0) return "messages: at least one message is required";
  if (messages[0]?.role !== "user") return "messages.0: the first message must be of the user";
  const ids = new Set<string>();
  for (const [index, { role, content }] of messages.entries()) {
    const at = `messages.${index}`;
    if (content.length === 0) return `${at}: content must not be empty`;
    const calls = callsOf(messages[index - 1]);
    const problem =
      content.map((block) => blockProblem(block, role)).find((found) => found !== undefined) ??
      (role === "user"
        ? resultsProblem(content, calls)
        : calls.length > 0
          ? "tool_use without tool_result"
          : undefined);
    if (problem !== undefined) return `${at}: ${problem}`;
    for (const id of callsOf({ role, content })) {
      if (ids.has(id)) return `${at}: tool_use ids must be unique`;
      ids.add(id);
    }
  }
  return callsOf(messages.at(-1)).length > 0 ? "tool_use without tool_result" : undefined;
}

function callsOf(
  message: { readonly role: string; readonly content: readonly Block[] } | undefined,
): readonly string[] {
  if (message?.role !== "assistant") return [];
  return message.content.filter(({ type }) => type === "tool_use").map((block) => String(block["id"]));
}

function blockProblem(block: Json & { readonly type: string }, role: string): string | undefined {
  switch (block.type) {
    case "text":
      return String(block["text"]).trim() === ""
        ? "text content blocks must contain non-whitespace text"
        : undefined;
    case "thinking":
      return block["signature"] === "" || block["signature"] === undefined
        ? "thinking without signature"
        : undefined;
    case "tool_use":
      if (role !== "assistant") return "tool_use in a user message";
      return isObject(block["input"]) ? undefined : "tool_use.input: must be an object";
    case "tool_result":
      return role === "user" ? undefined : "tool_result in an assistant message";
    default:
      return undefined;
  }
}

const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every call of the message before has exactly one result, and the results come first. */
function resultsProblem(content: readonly Block[], calls: readonly string[]): string | undefined {
  const results = content
    .filter(({ type }) => type === "tool_result")
    .map((block) => String(block["tool_use_id"]));
  const unknown = results.find((id) => !calls.includes(id));
  if (unknown !== undefined) return `unexpected tool_use_id ${unknown} in tool_result`;
  const missing = calls.find((id) => !results.includes(id));
  if (missing !== undefined) return `tool_use ${missing} without tool_result`;
  if (new Set(results).size !== results.length) return "two tool_results for one tool_use";
  const first = content.findIndex(({ type }) => type !== "tool_result");
  return first !== -1 && first < results.length ? "tool_results must come first" : undefined;
}
