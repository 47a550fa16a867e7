import type { Clock } from "../core/ports.ts";
import { ToolError, type ToolOutput } from "../core/tool.ts";
import type { Ms } from "../core/units.ts";
import type { Connection, ServerAnswer, ServerCall } from "./connection.ts";
import type { McpServer } from "./server.ts";
import { TimeLimit } from "./timeLimit.ts";

/** Questions of a server that are told to the model with the result. */
const MOST_QUESTIONS = 5;

/**
 * Calls a tool of a server; where that is just being started again, waits for it.
 * @param limit how long the server may be silent; each sign of progress counts.
 * @throws ToolError that says what happened; an AbortError when the call's signal fires.
 */
export async function callServer(
  server: McpServer,
  call: ServerCall,
  limit: Ms,
  clock: Clock,
): Promise<ToolOutput> {
  const silence = new TimeLimit(clock, limit, call.signal);
  const questions: string[] = [];
  const deaf = server.onQuestion((question) => questions.push(question));
  const progress = (text: string): void => {
    silence.heard();
    call.progress(text);
  };
  try {
    const connection = await ready(server, silence.signal);
    const answer = await connection.call({ ...call, progress, signal: silence.signal });
    return toOutput(answer, server, declined(questions));
  } catch (error) {
    if (!silence.isOver) throw error;
    void server.checkAlive();
    throw new ToolError(
      `The MCP server ${server.name} did not answer within ${limit / 1_000} seconds, so the call was cancelled.${declined(questions)}`,
      "tool_timeout",
      { cause: error },
    );
  } finally {
    silence.end();
    deaf();
  }
}

/** @throws ToolError where there is no result. */
function toOutput(answer: ServerAnswer, server: McpServer, note: string): ToolOutput {
  switch (answer.kind) {
    case "result": {
      const text = answer.text + note;
      return answer.isError ? { text, isError: true, failure: "tool_error" } : { text };
    }
    case "refused":
      throw new ToolError(`The MCP server ${server.name} did not do it: ${answer.reason}${note}`);
    case "lost":
      throw new ToolError(
        `The MCP server ${server.name} ended during the call: ${answer.reason}. It is started again; whether the call did anything is not known.${wrote(server)}`,
      );
  }
}

async function ready(server: McpServer, signal: AbortSignal): Promise<Connection> {
  await server.settled(signal);
  signal.throwIfAborted();
  const { connection } = server;
  if (connection !== undefined) return connection;
  throw new ToolError(`${notRunning(server)}${wrote(server)}`);
}

/** Why a server's tools cannot be called, as a sentence. */
export function notRunning({ name, state }: McpServer): string {
  const reason = "reason" in state ? `: ${state.reason}` : "";
  return `The MCP server ${name} is not running${reason}. Do without it, or ask the person to look at it in the Agents view.`;
}

const wrote = ({ stderr }: McpServer): string =>
  stderr === "" ? "" : `\nIt wrote:\n${stderr.slice(-1_000)}`;

const declined = (questions: readonly string[]): string =>
  questions
    .slice(0, MOST_QUESTIONS)
    .map(
      (question) =>
        `\n[The server asked for input: ${JSON.stringify(question.slice(0, 300))}. That is not supported, so it was declined without asking anybody.]`,
    )
    .join("");
