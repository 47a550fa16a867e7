import type { Project, Site } from "../project/project.ts";
import { externals } from "../project/search.ts";
import { optionOf } from "../project/optionOf.ts";
import { insert, merged, replace, type Edit, type Fix, type Fixer } from "./fix.ts";
import { handler, type Swapped } from "./fallbackHandler.ts";
import { atEnd, below, withOption } from "./source.ts";

const NOTE = "Put the name of your second model in place of the placeholder, best of another provider.";
const PLACEHOLDER = "your-second-model";

/** AR10: names a second model, with the framework's chain or with an error handler. */
export const fallbackFixes: Fixer = ({ project, sites }) => {
  const edits = sites.map((site) => editsFor(site, project));
  if (edits.some((some) => some.length === 0)) return [];
  const fix: Fix = {
    title: "Ask a second model where this one fails",
    note: NOTE,
    edits: merged(edits.flat()),
  };
  return [fix];
};

function editsFor(site: Site, project: Project): readonly Edit[] {
  const { sdk, file, call } = site;
  switch (sdk) {
    case "litellm": {
      const edit = withOption(file, call, "fallbacks", `["${PLACEHOLDER}"]`);
      return edit ? [edit] : [];
    }
    case "langchain":
    case "langgraph":
      return middleware(site) ?? chain(site);
    case "pydantic-ai":
      return pydantic(site);
    case "anthropic":
    case "openai":
    case "google-genai":
      return handler(site, anotherModel(site));
    case "openai-agents":
      return handler(site, anotherAgent(site));
    case "ai-sdk":
      // A stream begins before it fails, so a handler around the call would never see it.
      return /stream/i.test(site.path) ? [] : handler(site, anotherModel(site));
    case "claude-agent-sdk":
      return claude(site, project);
    case "mastra":
      return mastra(project);
    default:
      return [];
  }
}

const anotherModel = ({ call }: Site): Swapped => ({
  range: optionOf(call.args, "model"),
  text: `"${PLACEHOLDER}"`,
});

/** The same agent with another model. Source: `Agent.clone` of the Agents SDK, in Python and TypeScript. */
function anotherAgent({ file, call }: Site): Swapped {
  const agent = optionOf(call.args, "starting_agent") ?? call.args[0]?.value;
  const range = agent?.kind === "name" ? agent : undefined;
  const model = file.language === "python" ? `model="${PLACEHOLDER}"` : `{ model: "${PLACEHOLDER}" }`;
  return { range, text: range ? `${file.text.slice(range.start, range.end)}.clone(${model})` : "" };
}

/** LangChain's agents take a middleware that asks another model. Source: langchain 1.4.2. */
function middleware({ through }: Site): readonly Edit[] | undefined {
  const agent = through.find(({ file, call }) =>
    /^create_?[aA]gent\b/.test(file.text.slice(call.start, call.end)),
  );
  if (agent === undefined) return undefined;
  const { file, call } = agent;
  const isPython = file.language === "python";
  const name = isPython ? "ModelFallbackMiddleware" : "modelFallbackMiddleware";
  const one = `${name}("${PLACEHOLDER}")`;
  const list = optionOf(call.args, "middleware");
  if (list !== undefined && list.kind !== "list") return undefined;
  const edit = list
    ? atEnd(file, list.start, list.end, one)
    : withOption(file, call, "middleware", `[${one}]`);
  const imported = isPython
    ? "from langchain.agents.middleware import ModelFallbackMiddleware"
    : 'import { modelFallbackMiddleware } from "langchain";';
  return edit && [edit, ...below(file, [imported])];
}

/** `model.with_fallbacks([…])`, where the model is made. */
function chain({ through }: Site): readonly Edit[] {
  const model = through.find(({ file, call }) =>
    /^(?:new\s+)?(?:Chat\w+|init_?[cC]hat_?[mM]odel)\b/.test(file.text.slice(call.start, call.end)),
  );
  if (model === undefined) return [];
  const { file, call } = model;
  if (file.language === "python")
    return [
      insert(file, call.end, `.with_fallbacks([init_chat_model("${PLACEHOLDER}")])`),
      ...below(file, ["from langchain.chat_models import init_chat_model"]),
    ];
  const { text } = file;
  const awaited = /await\s+$/.exec(text.slice(0, call.start));
  const start = call.start - (awaited?.[0].length ?? 0);
  return [
    replace(
      file,
      start,
      call.end,
      `(${text.slice(start, call.end)}).withFallbacks([await initChatModel("${PLACEHOLDER}")])`,
    ),
    ...below(file, ['import { initChatModel } from "langchain";']),
  ];
}

function pydantic({ through }: Site): readonly Edit[] {
  const agent = through.find(({ call }) => call.args.length > 0);
  const model = agent && (optionOf(agent.call.args, "model") ?? agent.call.args[0]?.value);
  if (agent === undefined || model === undefined) return [];
  const { file } = agent;
  return [
    replace(
      file,
      model.start,
      model.end,
      `FallbackModel(${file.text.slice(model.start, model.end)}, "${PLACEHOLDER}")`,
    ),
    ...below(file, ["from pydantic_ai.models.fallback import FallbackModel"]),
  ];
}

/** The option of Claude's agent, in Python where its options are made. */
function claude({ file, call }: Site, project: Project): readonly Edit[] {
  if (file.language === "python")
    return externals(
      project,
      "{claude_agent_sdk,claude_code_sdk}**.{ClaudeAgentOptions,ClaudeCodeOptions}",
    ).flatMap((made) => withOption(made.file, made.call, "fallback_model", `"${PLACEHOLDER}"`) ?? []);
  const given = optionOf(call.args, "options");
  return given?.kind === "object" ? [insert(file, given.start + 1, ` fallbackModel: "${PLACEHOLDER}",`)] : [];
}

/** An agent with a list of models asks the next one where one fails. Source: @mastra/core 0.24.9. */
function mastra(project: Project): readonly Edit[] {
  return externals(project, "@mastra/core**.Agent").flatMap(({ file, call }) => {
    const model = optionOf(call.args, "model");
    if (model === undefined || model.kind === "list") return [];
    const first = file.text.slice(model.start, model.end);
    const list = `[{ model: ${first}, maxRetries: 2 }, { model: "${PLACEHOLDER}", maxRetries: 2 }]`;
    return [replace(file, model.start, model.end, list)];
  });
}
