import type { AgentDefinition, AgentProblem, AgentSource } from "../core/agent.ts";
import { ourToolNames } from "../core/toolNames.ts";
import { handoffsOf, mcpServersOf } from "./agentLinks.ts";
import { Frontmatter } from "./frontmatter.ts";

export interface ParsedAgent {
  /** Undefined where the file is too broken to be used. */
  readonly agent?: AgentDefinition;
  readonly problems: readonly AgentProblem[];
}

const FENCE = /^---[ \t]*\r?$/;

/** Characters. Parsing takes time that grows with the square of the fields. */
const LONGEST_FRONTMATTER = 32_000;

/** Reads an agent file of any dialect: YAML frontmatter between `---` lines, then the prompt. Never throws. */
export function parseAgentFile(text: string, source: AgentSource): ParsedAgent {
  const fallbackName = nameFromPath(source.path);
  const content = text.replace(/^\uFEFF/, "");
  const { frontmatter, body } = split(content);
  if (frontmatter === undefined && content.startsWith("---")) {
    const message = "The frontmatter is not closed: a line with --- is missing.";
    return { problems: [problem(source, 0, 0, message)] };
  }
  if (frontmatter !== undefined && frontmatter.length > LONGEST_FRONTMATTER) {
    const message = `The frontmatter is longer than ${LONGEST_FRONTMATTER} characters.`;
    return { problems: [problem(source, 0, 0, message)] };
  }
  const fields = new Frontmatter(frontmatter ?? "", source);
  if (fields.broken) return { problems: fields.problems };
  const prompt = body.trim();
  if (prompt === "") fields.report("description", "The agent has no prompt: write it below the frontmatter.");
  const tools = fields.names("tools");
  const maxTurns = fields.count("maxTurns");
  const maxTokens = fields.count("maxTokens");
  const agent: AgentDefinition = {
    name: fields.text("name") ?? fallbackName,
    description: fields.text("description") ?? "",
    // `inherit` means the model that the person chose.
    models: (fields.names("model") ?? []).filter((model) => model !== "inherit"),
    ...(tools && !tools.includes("*") && { tools: ourToolNames(tools) }),
    disallowedTools: ourToolNames(fields.names("disallowedTools") ?? []),
    ...(maxTurns !== undefined && { maxTurns }),
    ...(maxTokens !== undefined && { maxTokens }),
    mcpServers: mcpServersOf(fields),
    handoffs: handoffsOf(fields, tools),
    ...(fields.value("user-invocable") === false && { hidden: true as const }),
    prompt,
    source,
    text,
  };
  return prompt === "" ? { problems: fields.problems } : { agent, problems: fields.problems };
}

const nameFromPath = (path: string): string =>
  (path.split(/[\\/]/).at(-1) ?? path).replace(/(?:\.agent)?\.md$/i, "");

function split(text: string): { readonly frontmatter?: string; readonly body: string } {
  const lines = text.split("\n");
  if (!FENCE.test(lines[0] ?? "")) return { body: text };
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (end === -1) return { body: "" };
  const frontmatter = lines.slice(1, end).map((line) => line.replace(/\r$/, ""));
  return { frontmatter: frontmatter.join("\n"), body: lines.slice(end + 1).join("\n") };
}

const problem = (source: AgentSource, line: number, column: number, message: string): AgentProblem => ({
  path: source.path,
  line,
  column,
  message,
});
