import type { FileFacts } from "../facts/facts.ts";
import type { Project, Site } from "../project/project.ts";
import { externals } from "../project/search.ts";
import { optionOf } from "../project/optionOf.ts";
import { merged, replace, type Edit, type Fixer } from "./fix.ts";
import { below, withOption } from "./source.ts";

/** AR08: shortens the history that is sent, with the framework's own way where it has one. */
export const truncationFixes: Fixer = ({ project, sites }) => [
  {
    title: "Send the newest messages only",
    note: "Choose how many messages your model's context holds.",
    edits: merged(sites.flatMap((site) => editsFor(site, project))),
  },
];

function editsFor(site: Site, project: Project): readonly Edit[] {
  const { sdk, file, call, path, through } = site;
  if (sdk === "openai" && /\.responses\./.test(path)) {
    const edit = withOption(file, call, "truncation", '"auto"');
    return edit ? [edit] : [];
  }
  if (sdk === "pydantic-ai") {
    const agent = through[0];
    const edit = agent && withOption(agent.file, agent.call, "history_processors", "[keep_newest]");
    return edit && agent ? [edit, ...below(agent.file, [], helper(agent.file))] : [];
  }
  if (sdk === "openai-agents") return sessionLimit(site);
  if (sdk === "autogen") return bufferedContext(project);
  const messages = optionOf(call.args, "messages") ?? optionOf(call.args, "contents") ?? listOf(site);
  if (messages === undefined || messages.kind === "list") return [];
  const name = file.language === "python" ? "keep_newest" : "keepNewest";
  const text = file.text.slice(messages.start, messages.end);
  const shorthand = file.language === "ecmascript" && isShorthand(file, messages.start) ? `${text}: ` : "";
  return [
    replace(file, messages.start, messages.end, `${shorthand}${name}(${text})`),
    ...below(file, [], helper(file)),
  ];
}

/** Python's Agents SDK reads as much of a session as its settings say. */
function sessionLimit({ file, call }: Site): readonly Edit[] {
  const hasSession = optionOf(call.args, "session") !== undefined;
  if (file.language !== "python" || !hasSession || optionOf(call.args, "run_config") !== undefined) return [];
  const limited = "RunConfig(session_settings=SessionSettings(limit=40))";
  const edit = withOption(file, call, "run_config", limited);
  return edit ? [edit, ...below(file, ["from agents import RunConfig, SessionSettings"])] : [];
}

/** AutoGen's agents keep everything unless their context is a buffer. Source: autogen_core.model_context. */
function bufferedContext(project: Project): readonly Edit[] {
  return externals(project, "autogen_agentchat.**.AssistantAgent").flatMap(({ file, call }) => {
    const context = optionOf(call.args, "model_context");
    const buffer = "BufferedChatCompletionContext(buffer_size=40)";
    const edit = context
      ? replace(file, context.start, context.end, buffer)
      : withOption(file, call, "model_context", buffer);
    return edit
      ? [edit, ...below(file, ["from autogen_core.model_context import BufferedChatCompletionContext"])]
      : [];
  });
}

const isShorthand = (file: FileFacts, start: number): boolean =>
  /[{,]\s*$/.test(file.text.slice(0, start)) && !/\(\s*$/.test(file.text.slice(0, start));

/** LangChain's models get the list first. */
const listOf = ({ sdk, call }: Site) =>
  (sdk === "langchain" || sdk === "langgraph") && call.args[0]?.name === undefined
    ? call.args[0]?.value
    : undefined;

const PYTHON = `
NEWEST_MESSAGES = 40


def keep_newest(messages):
    """The system prompt and the newest messages, beginning with a turn of the person's."""
    if len(messages) <= NEWEST_MESSAGES:
        return messages
    role = lambda message: message.get("role") if isinstance(message, dict) else getattr(message, "type", None)
    system = [message for message in messages[:1] if role(message) == "system"]
    newest = messages[-NEWEST_MESSAGES:]
    is_start = lambda message: role(message) in ("user", "human") and (
        not isinstance(message, dict) or isinstance(message.get("content"), str)
    )
    first = next((at for at, message in enumerate(newest) if is_start(message)), 0)
    return system + newest[first:]
`;

const PYDANTIC = `
NEWEST_MESSAGES = 40


def keep_newest(messages):
    """The newest messages; the agent's instructions are sent apart from them."""
    return messages[-NEWEST_MESSAGES:]
`;

const ECMASCRIPT = (typed: boolean): string => `
const NEWEST_MESSAGES = 40;

/** The system prompt and the newest messages, beginning with a turn of the person's. */
function keepNewest${typed ? "<T>(messages: T[]): T[]" : "(messages)"} {
  if (messages.length <= NEWEST_MESSAGES) return messages;
  const of = (message${typed ? ": T" : ""}) => message${typed ? " as { role?: string; content?: unknown }" : ""};
  const system = messages.slice(0, 1).filter((message) => of(message).role === "system");
  const newest = messages.slice(-NEWEST_MESSAGES);
  const first = newest.findIndex((message) => of(message).role === "user" && typeof of(message).content === "string");
  return [...system, ...newest.slice(Math.max(0, first))];
}
`;

function helper(file: FileFacts): string {
  if (file.language === "python") return /pydantic_ai/.test(file.text) ? PYDANTIC : PYTHON;
  return ECMASCRIPT(/\.[cm]?tsx?$/.test(file.path));
}
