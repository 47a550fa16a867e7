import type { AskedTurn, Attempts } from "./attempts.ts";
import { simulateCommand, type SimulateCommand } from "./simulateCommand.ts";
import { readTurns, type Turn } from "./conversation.ts";
import { findFailure, listFailures, type Behaviour, type SimulatedFailure } from "./failures.ts";
import { sha256 } from "./api/ids.ts";
import { asText, done, replay, settled, type Decision, type Plan } from "./plan.ts";
import { currentTask, workOn } from "./policy.ts";
import { breakToolCall } from "./replies.ts";
import { textReply, type Reply } from "./api/reply.ts";
import type { SimulatedRequest } from "./api/request.ts";
import { signThinking } from "./api/thinking.ts";
import { Toolbox } from "./toolbox.ts";

/** A reply, and what goes wrong on its way. */
export interface Respond {
  readonly reply: Reply;
  readonly mishap?: Exclude<Behaviour, { kind: "plan" | "reply" | "tool_call" | "defect" | "thinking" }>;
}

/**
 * What the simulated model answers to a request. Follows from the request alone, but for the failures
 * that are asked for, which happen a number of times.
 * @param session tells conversations apart that begin with the same words
 */
export function respond(request: SimulatedRequest, attempts: Attempts, session: string): Respond {
  const turns = readTurns(request.messages);
  const task = currentTask(turns);
  const command = simulateCommand(task.text);
  if (!command) return { reply: decide(workOn(task.text, new Toolbox(request.tools)), task) };
  const failure = findFailure(command.name);
  if (!failure) return { reply: textReply(unknownFailure(command)) };
  const times = command.times ?? failure.times;
  const { behaviour } = failure;
  const astray = behaviour.kind === "tool_call" ? leadingFailures(task, times) : 0;
  const steps = task.steps.slice(astray);
  const reply = decide(planOf(command, failure, times, request), { ...task, steps });
  if (behaviour.kind === "plan" || behaviour.kind === "defect") return { reply };
  if (behaviour.kind === "thinking") return { reply: withThinking(reply, request, command) };
  const seen = command.name === "pause_turn" ? task.pauses : astray;
  const fails = steps.length === 0 && attempts.fail(askedTurn(turns, task, session), times, seen);
  return fails ? applied(behaviour, reply, command, request) : { reply };
}

/** Calls that failed at the beginning of the turn because their arguments were broken. */
function leadingFailures({ steps }: Turn, times: number): number {
  const good = steps.findIndex((results) => results.some((result) => !result.isError));
  return Math.min(good === -1 ? steps.length : good, times);
}

/** The same for every attempt of a turn, although the messages before it may be cut meanwhile. */
function askedTurn(turns: readonly Turn[], { text }: Turn, session: string): AskedTurn {
  return { key: sha256(JSON.stringify([session, turns[0]?.text, text])), place: turns.length };
}

function planOf(
  command: SimulateCommand,
  failure: SimulatedFailure,
  times: number,
  request: SimulatedRequest,
): Plan {
  const tools = new Toolbox(request.tools);
  const task = command.task === "" ? settled(done(afterword(command, failure))) : workOn(command.task, tools);
  return failure.behaviour.kind === "plan" ? failure.behaviour.plan(task, tools, times) : task;
}

const afterword = ({ name }: SimulateCommand, { description }: SimulatedFailure): string =>
  `That was \`/simulate ${name}\`. ${description} It is over now, and this answer got through. Put a task behind the command to see it go on afterwards.`;

const unknownFailure = ({ name }: SimulateCommand): string =>
  `${name === "" ? "" : `There is no \`/simulate ${name}\`. `}These failures can be produced; a number says how often, and what follows is the task that goes on afterwards (\`/simulate rate_limit 2 summarise this project\`):\n\n${listFailures()}`;

const decide = (plan: Plan, { steps, cut }: Pick<Turn, "steps" | "cut">): Reply =>
  withoutSaid(replyOf(replay(plan, steps)), cut);

/** The rest of an answer whose beginning was said before it was cut. */
function withoutSaid(reply: Reply, said = ""): Reply {
  const [first, ...others] = reply.blocks;
  if (said === "" || first?.type !== "text" || !first.text.startsWith(said)) return reply;
  const { deltas: _deltas, ...text } = first;
  return { ...reply, blocks: [{ ...text, text: first.text.slice(said.length) }, ...others] };
}

function replyOf(decision: Decision): Reply {
  if (decision.kind === "step") {
    const calls = decision.step.calls.map((call) => ({ type: "tool_use", ...call }) as const);
    return { blocks: [asText(decision.step.say), ...calls], stopReason: "tool_use" };
  }
  const { text, deltas } = decision.outcome;
  return { blocks: [{ type: "text", text, ...(deltas ? { deltas } : {}) }], stopReason: "end_turn" };
}

function withThinking(reply: Reply, request: SimulatedRequest, { task }: SimulateCommand): Reply {
  const next = reply.blocks.find((block) => block.type === "tool_use");
  const thinking = `The person wants: ${task.slice(0, 200) || "to see me think"}. ${
    next
      ? `I know too little yet, so the next thing is ${next.name}.`
      : "I have what I need, so I can answer now."
  }`;
  return {
    ...reply,
    blocks: [{ type: "thinking", thinking, signature: signThinking(request) }, ...reply.blocks],
  };
}

function applied(
  behaviour: Exclude<Behaviour, { kind: "plan" | "defect" | "thinking" }>,
  reply: Reply,
  { variant }: SimulateCommand,
  request: SimulatedRequest,
): Respond {
  switch (behaviour.kind) {
    case "reply":
      return { reply: behaviour.change(reply, variant) };
    case "tool_call":
      return { reply: breakToolCall(reply, behaviour.how, request.tools) };
    case "fault":
    case "transport":
    case "stream":
      return { reply, mishap: behaviour };
  }
}
