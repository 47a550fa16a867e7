import { stripVTControlCharacters } from "node:util";
import type { ToolCall } from "../core/call.ts";
import type { CommandResult } from "../core/ports.ts";
import { traceparent } from "../core/telemetry.ts";
import { ToolError, type Tool, type ToolOutput } from "../core/tool.ts";
import { ms } from "../core/units.ts";
import { commandEnv } from "./commandEnv.ts";
import { commandGrant } from "./commandGrant.ts";
import { HeadTail } from "./headTail.ts";
import { originsOfCommand } from "./origin.ts";
import { openWorkspace } from "./paths.ts";
import { refusePlaceholders } from "./placeholders.ts";
import { field, type ToolSession } from "./session.ts";

interface RunCommandInput {
  readonly command: string;
  readonly cwd?: string;
}

/** Characters kept of each end of the output, for the recording; the model gets less. */
const KEPT_CHARS = 256 * 1024;
/** Characters shown while the command runs. */
const LIVE_CHARS = 256 * 1024;

export function runCommandTool(session: ToolSession): Tool<RunCommandInput> {
  return {
    name: "run_command",
    description:
      "Runs a command line in the system's shell (sh, on Windows cmd) and gives its exit code and output. It cannot ask for input, its time is limited, and what it leaves in the background is ended with it.",
    inputSchema: {
      type: "object",
      properties: {
        command: { type: "string", minLength: 1, maxLength: 100_000 },
        cwd: {
          type: "string",
          maxLength: 4096,
          description: "Folder to run in. Default: the workspace's first folder.",
        },
      },
      required: ["command"],
      additionalProperties: false,
    },
    effects: "execute",
    source: "builtin",
    limitsItself: true,
    title: (input) => firstLine(field(input, "command") ?? ""),
    async approval({ command, cwd }) {
      const folder = await commandFolder(session, command, cwd);
      return { preview: { kind: "command", command, cwd: folder }, grant: commandGrant(command, folder) };
    },
    run: (input, call) => runCommand(session, input, call),
  };
}

async function runCommand(session: ToolSession, input: RunCommandInput, call: ToolCall): Promise<ToolOutput> {
  const { command } = input;
  const cwd = await commandFolder(session, command, input.cwd);
  const seconds = session.settings.current.commandTimeout;
  const kept = new HeadTail(KEPT_CHARS);
  const show = liveOutput(call);
  const result = await session.processes.run({
    command,
    cwd,
    env: {
      ...session.spanTarget?.(),
      ...commandEnv(session.env),
      // As OpenTelemetry's specification of environment variables as carriers has it.
      TRACEPARENT: traceparent(call.span.context),
    },
    timeout: ms(seconds * 1_000),
    signal: call.signal,
    output(text) {
      kept.add(text);
      show(text);
    },
  });
  const output = stripVTControlCharacters(kept.toString());
  if (call.signal.aborted) throw new ToolError(`The command was stopped.\n${output}`, "cancelled");
  const origins = originsOfCommand(command);
  const named = origins.length > 0 && { origins };
  if (!result.timedOut)
    return { text: `${outcome(result)}\n${output}`, isError: result.exitCode !== 0, ...named };
  const text = `The command did not end within ${seconds} seconds and was stopped.\n${output}`;
  return { text, isError: true, failure: "tool_timeout", ...named };
}

const outcome = ({ exitCode, signal }: CommandResult): string =>
  exitCode === undefined ? `Ended by ${signal ?? "a signal"}` : `Exit code ${exitCode}`;

/** @throws ToolError where the command is not what it looks like, or the folder is none of the workspace's. */
async function commandFolder(session: ToolSession, command: string, cwd = ""): Promise<string> {
  refusePlaceholders(command);
  if (DECEPTIVE.test(command))
    throw new ToolError(
      "The command holds control characters, which would hide from the person what it does.",
    );
  const workspace = await openWorkspace(session.files, session.platform.os);
  if (cwd === "") return workspace.roots[0].given;
  const place = await workspace.resolve(cwd);
  const kind = place.exists ? (await session.files.stat(place.absolute))?.kind : undefined;
  if (kind !== "folder") throw new ToolError(`There is no folder ${place.path} to run in.`);
  return place.absolute;
}

/** Control characters but tab and line feed; marks that change the direction of what follows. */
const DECEPTIVE = /(?![\t\n])\p{Cc}|\p{Bidi_Control}/u;

function liveOutput({ live, id }: ToolCall): (text: string) => void {
  let left = LIVE_CHARS;
  return (text) => {
    if (left <= 0) return;
    const more = text.length > left ? "\n[More output is not shown live.]\n" : "";
    live({ type: "tool_output", call: id, text: text.slice(0, left) + more });
    left -= text.length;
  };
}

const TITLE_CHARS = 100;

function firstLine(command: string): string {
  const [line = ""] = command.trim().split("\n");
  return line.length > TITLE_CHARS || line !== command.trim() ? `${line.slice(0, TITLE_CHARS)}…` : line;
}
