import type { Engine } from "../../engine.ts";
import type { Choice } from "../../protocol/chat.ts";

/** What can be typed after `/` where the model is simulated: the failures that it can show. */
export const slashCommands = ({ models }: Engine): readonly Choice[] =>
  models.simulations().map(({ name, description }) => {
    const command = `/simulate ${name}`;
    return { id: command, label: command, detail: description };
  });
