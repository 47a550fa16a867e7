import type { Site } from "../project/project.ts";
import { optionOf } from "../project/tools.ts";
import { insert, merged, replace, type Edit, type Fix, type Fixer } from "./fix.ts";
import { below, localName, statementOf, withOption } from "./source.ts";

const NOTE = "Put the name of your second model in place of the placeholder, best of another provider.";
const PLACEHOLDER = "your-second-model";

/** AR10: names a second model, with the framework's chain or with an error handler. */
export const fallbackFixes: Fixer = ({ sites }) => {
  const edits = sites.map((site) => editsFor(site));
  if (edits.some((some) => some.length === 0)) return [];
  const fix: Fix = {
    title: "Ask a second model where this one fails",
    note: NOTE,
    edits: merged(edits.flat()),
  };
  return [fix];
};

function editsFor(site: Site): readonly Edit[] {
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
      return handler(site);
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
  const [declared, declaration] = /^\s*(?:const|let)\s+(\w+)\s*=/.exec(source) ?? [];
  if (kind === "assignment" && declared === undefined && /^\s*(?:const|let|var|export)\b/.test(source))
    return [];
  const inner = (code: string): string => {
    const bare = declared === undefined ? code : code.replace(/^(\s*)(?:const|let)\s+/, "$1");
    // A promise that is returned fails outside of the handler.
    return deeper(bare.replace(/^(\s*)return (?!await\b)/, "$1return await "), 2);
  };
  const head = declaration === undefined ? "" : `${indent}let ${declaration};\n`;
  const error = javascriptError(file, sdk);
  const check = error && `${indent}  if (!(error instanceof ${error})) throw error;\n`;
  const put = `${head}${indent}try {\n${inner(source)}\n${indent}} catch${check ? " (error)" : ""} {\n${check ?? ""}${inner(swap(source))}\n${indent}}`;
  return [replace(file, start, end, put)];
}

const deeper = (code: string, by: number): string => code.replaceAll(/^(?=.)/gm, " ".repeat(by));

/** How a file names the SDK's error, and what it has to import for that. */
function pythonError(file: Site["file"], sdk: string): readonly [error: string, imports: readonly string[]] {
  const module = localName(file, new RegExp(`^${sdk}$`), "*");
  return module === undefined ? ["APIError", [`from ${sdk} import APIError`]] : [`${module}.APIError`, []];
}

function javascriptError(file: Site["file"], sdk: string): string | undefined {
  const client = localName(file, sdk === "anthropic" ? /^@anthropic-ai\/sdk$/ : /^openai$/, "default");
  return client && `${client}.APIError`;
}
