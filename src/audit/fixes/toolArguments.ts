import type { Expr, FileFacts } from "../facts/facts.ts";
import type { AgentTool, Project, Site } from "../project/project.ts";
import { optionOf } from "../project/optionOf.ts";
import { merged, replace, type Edit, type Fix, type Fixer } from "./fix.ts";
import { before, below, statementOf } from "./source.ts";
import { zodOf } from "./zod.ts";

/** AR06: applies the schema that is sent to the model, or makes one that the framework applies. */
export const toolArgumentFixes: Fixer = ({ project, tools }) => [
  dispatched(project, tools),
  schemas(project, tools),
];

/** `handlers[block.name](**block.input)`: what the model wrote is checked by the tool's own schema before. */
function dispatched(project: Project, tools: readonly AgentTool[]): Fix | undefined {
  if (!tools.some(({ framework }) => framework === "hand-made")) return undefined;
  const edits = project.sites.flatMap((site): readonly Edit[] => {
    const { file, live } = site;
    const list = optionOf(site.call.args, "tools");
    if (!live || list?.kind !== "name" || !isTop(file, list.name)) return [];
    const raw = rawCall(file);
    const statement = raw && statementOf(file, raw.call);
    if (raw === undefined || statement === undefined) return [];
    const isPython = file.language === "python";
    const line = `${isPython ? "validate_arguments" : "validateArguments"}(${raw.name}, ${raw.input})${isPython ? "" : ";"}`;
    const helper = isPython ? python(list.name) : ecmascript(list.name, file);
    const imports = isPython ? ["import jsonschema"] : ['import { Ajv } from "ajv";'];
    return [before(file, statement, line), ...below(file, imports, helper)];
  });
  return edits.length === 0
    ? undefined
    : {
        title: "Check tool arguments by the schemas that are sent",
        note: "Install jsonschema or ajv.",
        edits: merged(edits),
      };
}

const isTop = (file: FileFacts, name: string): boolean =>
  file.assignments.some(({ target, block }) => block === 0 && target.kind === "name" && target.name === name);

/** The call that gets the model's arguments, and how it names them and the tool. */
function rawCall(
  file: FileFacts,
): { readonly call: Site["call"]; readonly name: string; readonly input: string } | undefined {
  for (const call of file.calls) {
    for (const { value } of call.args) {
      const text = file.text.slice(value.start, value.end).replace(/^\*\*|^\.\.\./, "");
      const found = /^((?:json\.loads|JSON\.parse)\()?([\w.[\]]+)\.(input|args|arguments)\)?$/.exec(text);
      if (found === null || /^(?:json\.loads|JSON\.parse)/.test(file.text.slice(call.start))) continue;
      return { call, name: `${found[2]}.name`, input: text };
    }
  }
  return undefined;
}

const python = (tools: string): string => `
def validate_arguments(name, arguments):
    """Raises where the model's arguments do not fit the tool's schema."""
    for tool in ${tools}:
        function = tool.get("function", tool)
        if function["name"] == name:
            jsonschema.validate(arguments, function.get("input_schema") or function.get("parameters"))
            return
    raise ValueError(f"There is no tool {name}.")
`;

function ecmascript(tools: string, { path }: FileFacts): string {
  const isTyped = /\.[cm]?tsx?$/.test(path);
  return `
const ajv = new Ajv({ strict: false });

/** Throws where the model's arguments do not fit the tool's schema. */
function validateArguments(name${isTyped ? ": string" : ""}, given${isTyped ? ": unknown" : ""}) {
  const tool = ${tools}${isTyped ? ".map((one) => one as Record<string, any>)" : ""}.map((one) => one.function ?? one).find((one) => one.name === name);
  if (tool === undefined) throw new Error(\`There is no tool \${name}.\`);
  const validate = ajv.compile(tool.input_schema ?? tool.parameters);
  if (!validate(given)) throw new Error(\`\${name}: \${ajv.errorsText(validate.errors)}\`);
}
`;
}

/** A plain JSON schema in a slot that only applies validators becomes one of zod. */
function schemas(project: Project, tools: readonly AgentTool[]): Fix | undefined {
  const edits = tools.flatMap(({ file, definition }): readonly Edit[] => {
    const call = definition?.call;
    if (call === undefined || file.language === "python") return [];
    const option = optionOf(call.args, "inputSchema") ?? optionOf(call.args, "parameters");
    const schema = option && plain(option, file, call.block, project);
    const text = schema && zodOf(schema.expr, schema.file);
    return option && text
      ? [replace(file, option.start, option.end, text), ...below(file, ['import { z } from "zod";'])]
      : [];
  });
  return edits.length === 0
    ? undefined
    : {
        title: "Make a zod schema of the JSON schema, which is applied",
        note: "Install zod.",
        edits: merged(edits),
      };
}

/** The object of a JSON schema, also the one that `jsonSchema(…)` is given. */
function plain(
  expr: Expr,
  file: FileFacts,
  block: number,
  project: Project,
): { readonly expr: Expr; readonly file: FileFacts } | undefined {
  if (expr.kind === "call") {
    const call = file.calls[expr.call];
    const [first] = call?.args ?? [];
    const name = call && file.text.slice(call.callee.start, call.callee.end);
    return first && name === "jsonSchema" ? plain(first.value, file, block, project) : undefined;
  }
  const target = project.resolver.resolve(file, block, expr);
  return target?.kind === "value" && target.expr.kind === "object"
    ? { expr: target.expr, file: target.file }
    : undefined;
}
