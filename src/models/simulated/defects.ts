import type { Model, ModelRequest } from "../../core/model.ts";
import { readTurns } from "./conversation.ts";
import { findFailure } from "./failures.ts";
import { currentTask } from "./policy.ts";
import { simulateCommand } from "./simulateCommand.ts";

/** The simulated model with the failures that no server can cause: those of the program that asks it. */
export const withDefects = (model: Model): Model => ({
  info: model.info,
  stream: (request, call) => {
    const error = defectIn(request);
    if (error !== undefined) throw error;
    return model.stream(request, call);
  },
});

function defectIn({ messages }: ModelRequest): Error | undefined {
  const command = simulateCommand(currentTask(readTurns(messages)).text);
  const behaviour = command && findFailure(command.name)?.behaviour;
  return behaviour?.kind === "defect" ? behaviour.error() : undefined;
}
