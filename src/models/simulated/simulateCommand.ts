/** `/simulate NAME[:VARIANT] [TIMES] the rest is the task`. */
export interface SimulateCommand {
  readonly name: string;
  readonly variant?: string;
  /** How many attempts fail, or how often it happens. */
  readonly times?: number;
  /** The task that goes on afterwards. */
  readonly task: string;
}

const COMMAND =
  /(?<![\w/])\/simulate\b(?:[ \t]+(?<name>[a-z_]+)(?::(?<variant>[\w-]+))?(?:[ \t]+(?<times>\d{1,6})(?![\w.,/-]))?)?/giu;

/** The last `/simulate` in a text; its name is empty where none is given. */
export function simulateCommand(text: string): SimulateCommand | undefined {
  const match = [...text.matchAll(COMMAND)].at(-1);
  if (!match) return undefined;
  const { name = "", variant, times } = match.groups ?? {};
  return {
    name: name.toLowerCase(),
    ...(variant === undefined ? {} : { variant }),
    ...(times === undefined ? {} : { times: Number(times) }),
    task: text.replaceAll(COMMAND, " ").trim(),
  };
}
