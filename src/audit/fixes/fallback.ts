import type { Project, Site } from "../project/project.ts";
import { externals } from "../project/search.ts";
import { optionOf } from "../project/optionOf.ts";
import { insert, merged, replace, type Edit, type Fix, type Fixer } from "./fix.ts";
import { below, localName, statementOf, withOption } from "./source.ts";

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
      return chain(site);
    case "pydantic-ai":
      return pydantic(site);
    case "anthropic":
    case "openai":
    case "google-genai":
      return handler(site);
    case "ai-sdk":
      // A stream begins before it fails, so a handler around the call would never see it.
      return /stream/i.test(site.path) ? [] : handler(site);
    case "claude-agent-sdk":
      return claude(site, project);
    default:
      return [];
  }
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

/** The same call with another model, in an error handler around it. */
function handler({ sdk, file, call }: Site): readonly Edit[] {
  const { text } = file;
  const model = optionOf(call.args, "model");
  const statement = statementOf(file, call);
  if (model === undefined || statement === undefined) return [];
  const source = text.slice(statement.start, statement.end);
  // Lines of a text in quotes must not be moved.
  if (/"""|'''|`[^`]*\n/.test(source)) return [];
  const swap = (code: string): string =>
    code.slice(0, model.start - statement.start) +
    `"${PLACEHOLDER}"` +
    code.slice(model.end - statement.start);
  const { indent, start, end, kind } = statement;
  if (file.language === "python") {
    const [error, imported] = pythonError(file, sdk);
    const put = `${indent}try:\n${deeper(source, 4)}\n${indent}except ${error}:\n${deeper(swap(source), 4)}`;
    return [replace(file, start, end, put), ...below(file, imported)];
  }
  const apart = takenApart(file, source);
  const [declared, declaration] = apart
    ? ["", NAMELESS]
    : (/^\s*(?:const|let)\s+(\w+)\s*=/.exec(source) ?? []);
  if (kind === "assignment" && declared === undefined && /^\s*(?:const|let|var|export)\b/.test(source))
    return [];
  const inner = (code: string): string => {
    const plain = apart ? code.replace(apart.pattern, `${NAMELESS} =`) : code;
    const bare = declared === undefined ? plain : plain.replace(/^(\s*)(?:const|let)\s+/, "$1");
    // A promise that is returned fails outside of the handler.
    return deeper(bare.replace(/^(\s*)return (?!await\b)/, "$1return await "), 2);
  };
  const head = declaration === undefined ? "" : `${indent}let ${declaration};\n`;
  const error = javascriptError(file, sdk);
  const check = error && `${indent}  if (!(error instanceof ${error})) throw error;\n`;
  const put = `${head}${indent}try {\n${inner(source)}\n${indent}} catch${check ? " (error)" : ""} {\n${check ?? ""}${inner(swap(source))}\n${indent}}`;
  const tail = apart
    ? `\n${indent}${apart.keyword} ${apart.pattern.replace(/\s*=$/, "")} = ${NAMELESS};`
    : "";
  return [replace(file, start, end, `${put}${tail}`)];
}

/** The name of an answer that the code takes apart at once. */
const NAMELESS = "answered";

/** `const { text } = …`: what is taken out of the answer. */
function takenApart(
  { text }: Site["file"],
  source: string,
): { readonly keyword: string; readonly pattern: string } | undefined {
  const [, keyword, pattern] = /^\s*(const|let)\s+((?:\{[^{}=]*\}|\[[^[\]=]*\])\s*=)/.exec(source) ?? [];
  if (keyword === undefined || pattern === undefined || text.includes(NAMELESS)) return undefined;
  return { keyword, pattern };
}

const deeper = (code: string, by: number): string => code.replaceAll(/^(?=.)/gm, " ".repeat(by));

/** How a file names the SDK's error, and what it has to import for that. */
function pythonError(file: Site["file"], sdk: string): readonly [error: string, imports: readonly string[]] {
  if (sdk === "google-genai") return ["APIError", ["from google.genai.errors import APIError"]];
  const module = localName(file, new RegExp(`^${sdk}$`), "*");
  return module === undefined ? ["APIError", [`from ${sdk} import APIError`]] : [`${module}.APIError`, []];
}

function javascriptError(file: Site["file"], sdk: string): string | undefined {
  if (sdk !== "anthropic" && sdk !== "openai") return undefined;
  const client = localName(file, sdk === "anthropic" ? /^@anthropic-ai\/sdk$/ : /^openai$/, "default");
  return client && `${client}.APIError`;
}
