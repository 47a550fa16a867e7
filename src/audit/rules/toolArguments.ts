import type { Expr } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import { options } from "../project/evidence.ts";
import { handCheck } from "../project/handChecks.ts";
import { placeOf, type AgentTool, type Project } from "../project/project.ts";
import { externals, searchKind } from "../project/search.ts";
import { sinkOf } from "../project/sinks.ts";
import { optionOf } from "../project/optionOf.ts";
import type { Judgement } from "../result.ts";
import { TOOL_SHAPES } from "../tables/toolShapes.ts";
import type { Rule } from "./rule.ts";
import { absent, evidence, partial, present, STRENGTH } from "./verdicts.ts";

export const toolArguments: Rule = {
  code: "AR06",
  id: "safety/tool-argument-validation",
  title: "Tool argument validation",
  category: "safety",
  unit: "tool",
  wants: "What the model passes to a tool is checked against a schema before the tool's body runs.",
  why: "Models invent arguments: a missing field, a string for a number, a path outside the folder. Unchecked, they reach the shell, the database or the customer.",
  counts: {
    present: [
      "a framework that validates before the body",
      "a schema of one's own that is applied before the dispatch",
    ],
    partial: [
      "checks by hand",
      "only some of the tools",
      "a validated text that reaches a shell, SQL, a path or an address without an allowlist",
      "a ready-made tool that opens whatever the model says",
    ],
  },
  fix: "Give the tool a schema that your framework enforces, or validate before the dispatch.",
  examples: {
    good: [
      {
        language: "python",
        code: "arguments = RefundArguments.model_validate(block.input)\nrefund(arguments)",
      },
    ],
    bad: [{ language: "python", code: "TOOLS[block.name](**block.input)" }],
  },
  searched:
    "decorators, base classes and calls that make tools, schemas that are sent with a call, and the dispatch of what the model asks for",
  judge: (tool, project) =>
    tool.framework === "hand-made" ? dispatch(tool, project) : byFramework(tool, project),
};

function byFramework(tool: AgentTool, project: Project): Judgement {
  const row = TOOL_SHAPES.find(({ framework }) => framework === tool.framework);
  const at = evidence(tool.file, tool.at, `${tool.name}: a tool of ${tool.framework}`);
  if (row === undefined || row.validates === "never")
    return absent(
      { ...at, why: `${tool.name}: this framework passes on what the model wrote` },
      STRENGTH.explicit,
    );
  if (row.validates === "by_schema") return bySchema(tool, project);
  const weak = weaknessOf(tool, project);
  if (weak !== undefined) return weak;
  return present(
    { ...at, why: `${tool.name}: validated by ${tool.framework} before its body` },
    "default",
    STRENGTH.defaultLocked,
  );
}

/** What is validated may still be anything, or go where no text of a model should. */
function weaknessOf(tool: AgentTool, project: Project): Judgement | undefined {
  const at = evidence(tool.file, tool.at, `${tool.name}: validated by ${tool.framework}`);
  if (tool.reaches !== undefined)
    return partial(
      at,
      `${tool.name}: its argument reaches ${tool.reaches}, and nothing limits what it may be`,
      STRENGTH.handWritten * 1.1,
      "default",
    );
  const sink = sinkOf(tool, project);
  if (sink !== undefined)
    return partial(
      { ...at, ...placeOf(sink.file, sink.at) },
      `${tool.name}: its argument reaches ${sink.what}, and nothing limits what it may be`,
      STRENGTH.handWritten,
      "default",
    );
  const untyped = untypedOf(tool);
  return untyped === undefined
    ? undefined
    : partial(
        at,
        `${tool.name}: the parameter ${untyped} has no type, so anything passes`,
        STRENGTH.handWritten * 1.1,
        "default",
      );
}

/** A parameter that the model fills, of which Python's schema says nothing. */
function untypedOf({ body, definition }: AgentTool): string | undefined {
  const block = body?.file.blocks[body.block];
  if (body?.file.language !== "python" || block?.kind !== "function") return undefined;
  const call = definition?.target.kind === "external" ? definition.target.calls.at(-1) : undefined;
  if (call !== undefined && optionOf(call.call.args, "args_schema") !== undefined) return undefined;
  const owner = block.parent === undefined ? undefined : body.file.blocks[block.parent];
  // A class says what it takes in its `args_schema`.
  if (owner?.kind === "class" && owner.bases.length > 0) return undefined;
  return block.parameters.find(
    ({ name, type, default: value }) =>
      type === undefined && value === undefined && !/^(?:self|cls|ctx|context|\*.*|args|kwargs)$/.test(name),
  )?.name;
}

/** A validator checks; a plain JSON schema only tells the model. */
function bySchema(tool: AgentTool, project: Project): Judgement {
  const row = TOOL_SHAPES.find(({ framework }) => framework === tool.framework);
  const call = tool.definition?.call;
  const names = [row?.schemaOption ?? "inputSchema", "parameters", "inputSchema"];
  const [schema] = call ? options({ file: tool.file, call, through: [] }, project, ...names) : [];
  const at = evidence(tool.file, tool.at, `${tool.name}: a tool of ${tool.framework}`);
  if (schema === undefined)
    return absent({ ...at, why: `${tool.name}: it has no schema` }, STRENGTH.handWritten);
  const text = schema.file.text.slice(schema.expr.start, schema.expr.end);
  const target = project.resolver.resolve(schema.file, schema.block, schema.expr);
  const isPlain = target?.kind === "value" && target.expr.kind === "object";
  const isUnchecked =
    target?.kind === "external" && target.path.endsWith(".jsonSchema()") && !/\bvalidate\b/.test(text);
  if (isPlain || isUnchecked)
    return absent({ ...at, why: `${tool.name}: a JSON schema that nothing applies` }, STRENGTH.explicit);
  const weak = weaknessOf(tool, project);
  if (weak !== undefined) return weak;
  return present(
    { ...at, why: `${tool.name}: its schema is applied before the body` },
    "default",
    STRENGTH.defaultLocked,
  );
}

/** A schema that is sent with the call: what becomes of the model's arguments is up to this code. */
function dispatch(tool: AgentTool, project: Project): Judgement {
  const validation = externals(
    project,
    "pydantic.**.{model_validate,model_validate_json}",
    "pydantic.TypeAdapter().validate_{python,json}",
    "jsonschema.{validate,Draft*().validate}",
    "ajv**",
    "zod**.{parse,safeParse,parseAsync}",
    "langchain_core.output_parsers**.PydanticToolsParser",
    "valibot.{parse,safeParse}",
  )[0];
  const method =
    validation ??
    searchKind(project, "call", (expr, file) =>
      /\.(?:model_validate(?:_json)?|safeParse|validate_python)$/.test(calleeText(expr, file)),
    )[0];
  const at = evidence(tool.file, tool.at, `${tool.name}: a schema that is sent with the call`);
  if (method !== undefined) {
    const start = "call" in method ? method.call : method.expr;
    return present(
      evidence(method.file, start, `${tool.name}: its arguments are validated`),
      "explicit",
      STRENGTH.handWritten * 1.1,
    );
  }
  const raw = rawDispatch(project);
  const checks = handCheck(project);
  if (checks !== undefined)
    return partial(
      evidence(checks.file, checks.expr, `${tool.name}: some arguments are checked by hand`),
      "no schema is applied",
      STRENGTH.handWritten,
    );
  const gap = raw
    ? evidence(raw.file, raw.expr, `${tool.name}: the model's arguments are passed on as they are`)
    : at;
  return absent(
    { ...gap, why: raw ? gap.why : `${tool.name}: nothing validates its arguments` },
    raw ? STRENGTH.explicit : 0.8,
  );
}

const calleeText = (expr: Extract<Expr, { kind: "call" }>, file: AgentTool["file"]): string => {
  const callee = file.calls[expr.call]?.callee;
  return callee ? file.text.slice(callee.start, callee.end) : "";
};

/** `fn(**block.input)`, `handlers[name](JSON.parse(call.arguments))`. */
const rawDispatch = (project: Project) =>
  searchKind(project, "call", (expr, file) => {
    const call = file.calls[expr.call];
    return (
      call?.args.some(({ value, spread }) =>
        walk(value).some((part) => {
          const text = file.text.slice(part.start, part.end);
          return (
            (spread || call.args.length <= 2) &&
            /\.(?:input|arguments|args)\b\)?$|json\.loads|JSON\.parse/.test(text) &&
            text.length < 120
          );
        }),
      ) ?? false
    );
  })[0];
