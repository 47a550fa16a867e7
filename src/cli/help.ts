const PLACE = `  --workspace DIR          the project (default: the window's in a terminal of VS Code,
                           else the current folder)
  --storage DIR            the per-user home; everything that is written lies in it
  --json                   machine-readable: one JSON object per line`;

const EXIT = "Exit code: 0 done, 1 the turn failed, 2 wrong usage.";

const HELP = `agent-flightdeck: run, see, replay and audit LLM agents with production safeguards.

  run --prompt TEXT        run one turn of an agent on the project in the current folder
  sessions                 list the workspace's sessions, newest first
  sessions diff A B        compare two of them step by step
  sessions export|import   a session as a file, and back
  replay SESSION|FILE      run a recording again without network, cost or effects: is it still the same?
  collect                  receive the spans of other programs over OTLP
  trace list|show|export|import
                           the traces that were received, and the span tree of any
  usage [--since DATE]     one line per billed attempt; --csv for a table
  stats [--since DATE]     error rate, latency, tokens and cost by model, tool, agent and program
  budget                   what was spent of which cap
  audit [DIR…]             is a project ready for production? Ten items, with evidence
  stop [--lift]            stop all agents of this machine, until --lift lets them run again
  COMMAND --help           what a command takes

${PLACE}

${EXIT}
Keys: ANTHROPIC_API_KEY. Caps: FLIGHTDECK_BUDGET_DAILY, FLIGHTDECK_BUDGET_MONTHLY (USD, or none).
Colours: none with NO_COLOR, or where the output is no terminal.
`;

const AUDIT_EXIT = `Exit code: 0 nothing over the threshold and nothing unknown, 1 otherwise, 2 wrong usage or
configuration, 3 nothing analysable.`;

const COMMANDS: Readonly<Record<string, string>> = {
  run: `agent-flightdeck run --prompt TEXT: run one turn of an agent.

  --prompt TEXT            what it is to do
  --session ID             go on with a session; without --prompt from its last complete step, where
                           it was interrupted
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
output has an object per event (text, tool, decision, waiting, missing_server), the one of type
turn last.
Ctrl-C stops the turn and keeps what there is; a second one ends at once.
${EXIT}
`,
  sessions: `agent-flightdeck sessions: list the workspace's sessions, those active last first.
agent-flightdeck sessions diff A B: compare two sessions, or a session and its fork, step by step.
agent-flightdeck sessions export ID: write a session as one file, its secrets taken out once more.
agent-flightdeck sessions import FILE: take in an exported recording, or OTLP JSON of any program.

  --format FORMAT          recording, markdown or otlp (default: recording)
  --output FILE            write there instead of to standard output; a file that is there stays
${PLACE}
`,
  replay: `agent-flightdeck replay SESSION|FILE: run a recorded session again in the world of its recording,
without network, processes, files or cost, and say of each step whether it came out the same.

  SESSION|FILE             a session's id, or the file of a recording
  --check                  exit 1 where anything differs
  --project current        with the project's agent, instructions and settings of now
  --set NAME=VALUE         with another setting, such as injection.ask=false; repeatable
  --save-as-test NAME      put a redacted copy into .flightdeck/recordings, for CI; --force replaces one
  --fork-at STEP           go on live from this step in a new session
  --prompt TEXT            with --fork-at: what to say there instead
  --model ID               with --fork-at: which model answers from there
  --approve ask|read|all   with --fork-at: what it may do
${PLACE}

With --json a line per step: {"type":"step","index","kind","outcome":"hit|miss|changed|not_comparable",…},
the last of type replay: {"type":"replay","status":"reproduced|diverged|incomplete",…}
Exit code: 0 replayed, 1 with --check: it differs, 2 the recording cannot be read, or not to its end.
`,
  collect: `agent-flightdeck collect: receive the spans of other programs over OTLP, until Ctrl-C.

  --port N                 for gRPC, HTTP/protobuf and HTTP/JSON alike (default: any free one)
  --grpc-port N            one of its own for gRPC
  --http-port N            one of its own for HTTP
${PLACE}

It listens on 127.0.0.1 only. Point your program there: OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:PORT
With --json the first line says the ports: {"type":"listening","grpc":PORT,"http":PORT}
`,
  trace: `agent-flightdeck trace list: the traces that other programs sent, newest first.
agent-flightdeck trace show ID: print the span tree of a session or a trace.
agent-flightdeck trace export ID: print a received trace as OTLP JSON, as it came.
agent-flightdeck trace import FILE: add the traces of an OTLP JSON file.

  ID                       a session's or a trace's id, or the beginning of one
${PLACE}
`,
  usage: `agent-flightdeck usage: one line per billed attempt, with its tokens and cost.

  --since DATE             only attempts from this day on (2026-01-31)
  --csv                    as a table with commas
${PLACE}
`,
  stats: `agent-flightdeck stats: the dashboard's figures in the terminal, over own sessions and received
traces: calls, error rate by class, latency, tokens, cache hit rate and cost, by model, tool, agent and
program.

  --since DATE             from this day on (2026-01-31; default: the last seven days)
${PLACE}

With --json: one object with calls, turns, models, tools, agents, services, and series over time.
`,
  budget: `agent-flightdeck budget: what was spent today and this month, of which cap.

${PLACE}
`,
  audit: `agent-flightdeck audit [DIR…]: say for ten items whether a project has what an agent needs in
production, with evidence. Reads Python, TypeScript and JavaScript; executes nothing.

  DIR…                     the folders (default: the current one)
  --format FORMAT          text, json, sarif, markdown or html (default: text)
  --output FILE            write the report there instead of to standard output
  --fail-on STATE          absent, partial or never: what fails (default: partial)
  --allow-unknown          an item that cannot be judged fails nothing
  --only RULE              judge only this item, such as AR09; repeatable, or with commas
  --baseline FILE          findings that this file names fail nothing
  --write-baseline         write today's findings there (default: .flightdeck/audit-baseline.json)
  --config FILE            instead of each folder's .flightdeck/audit.yaml

${AUDIT_EXIT}
`,
  stop: `agent-flightdeck stop: stop all agents of this machine, in every window and terminal.

  --lift                   let them run again
${PLACE}
`,
};

/** A command's help, else that of all. */
export const helpOf = (command = ""): string =>
  (Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined) ?? HELP;
