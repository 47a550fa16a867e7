const PLACE = `  --workspace DIR          the project (default: the window's in a terminal of VS Code,
                           else the current folder)
  --storage DIR            the per-user home; everything that is written lies in it
  --json                   machine-readable: one JSON object per line`;

const EXIT = "Exit code: 0 done, 1 the turn failed, 2 wrong usage.";

const HELP = `agent-flightdeck: run, see, replay and audit LLM agents with production safeguards.

  run --prompt TEXT        run one turn of an agent on the project in the current folder
  sessions                 list the workspace's sessions, newest first
  trace show ID            print the span tree of a session or a trace
  usage [--since DATE]     one line per billed attempt; --csv for a table
  budget                   what was spent of which cap
  stop [--lift]            stop all agents of this machine, until --lift lets them run again
  COMMAND --help           what a command takes

${PLACE}

${EXIT}
Keys: ANTHROPIC_API_KEY. Caps: FLIGHTDECK_BUDGET_DAILY, FLIGHTDECK_BUDGET_MONTHLY (USD, or none).
Colours: none with NO_COLOR, or where the output is no terminal.
`;

const COMMANDS: Readonly<Record<string, string>> = {
  run: `agent-flightdeck run --prompt TEXT: run one turn of an agent.

  --prompt TEXT            what it is to do
  --session ID             go on with a session
  --agent NAME             an agent of the project (default: the built-in one)
  --model ID               a model's id; simulated needs no key
  --approve ask|read|all   what it may do: ask at the terminal, only read, or everything
                           (default: ask at a terminal, else read)
  --allow-mcp NAME         start this MCP server of the project; may be repeated. No others start
  --fallback ID            a model that answers where the chosen one cannot; repeatable
  --max-cost USD           the most that this turn may cost
  --max-iterations N       the most model calls in this turn
  --timeout S              seconds after which the turn is ended
${PLACE}

The answer goes to standard output, progress and cost to standard error. With --json standard
output has an object per event (text, tool, decision, waiting), the one of type turn last.
Ctrl-C stops the turn and keeps what there is; a second one ends at once.
${EXIT}
`,
  sessions: `agent-flightdeck sessions: list the workspace's sessions, those active last first.

${PLACE}
`,
  trace: `agent-flightdeck trace show ID: print the span tree of a session or a trace.

  ID                       a session's or a trace's id
${PLACE}
`,
  usage: `agent-flightdeck usage: one line per billed attempt, with its tokens and cost.

  --since DATE             only attempts from this day on (2026-01-31)
  --csv                    as a table with commas
${PLACE}
`,
  budget: `agent-flightdeck budget: what was spent today and this month, of which cap.

${PLACE}
`,
  stop: `agent-flightdeck stop: stop all agents of this machine, in every window and terminal.

  --lift                   let them run again
${PLACE}
`,
};

/** A command's help, else that of all. */
export const helpOf = (command = ""): string =>
  (Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined) ?? HELP;
