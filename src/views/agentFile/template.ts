import type { AgentDefinition } from "../../core/agent.ts";

/** What an agent may be called: it is also its file's name. */
export const isAgentName = (name: string): boolean => /^[a-z0-9][a-z0-9-]*$/.test(name);

/** A commented agent file to begin with. */
export const newAgentText = (name: string): string => `---
name: ${name}
description: What this agent is for, in one sentence
# The model, or several in order of preference. Leave it out to use the one that you picked.
# model: claude-sonnet-5-5
# What it may use; leave it out for all tools:
# read_file, list_files, search_text, edit_file, write_file, run_command
tools: [read_file, list_files, search_text]
# MCP servers of the project that it needs.
# mcpServers: [github]
# The most model calls in one turn, and the most output tokens of one call.
maxTurns: 20
# maxTokens: 8000
# Buttons after an answer that go on with another agent.
# handoffs:
#   - label: Implement
#     agent: assistant
#     prompt: Implement what was proposed.
#     send: false
---

You are …

Say what the agent should do, how it should work, and what it must not do. This text is its system prompt.
`;

/** The same agent under another name. The rest of its file stays as it is, comments included. */
export function duplicateText({ text, source, description }: AgentDefinition, name: string): string {
  if (source === undefined) return `---\nname: ${name}\ndescription: ${description}\n---\n\n${text}\n`;
  const lines = text.split("\n");
  if (!/^\uFEFF?---[ \t]*\r?$/.test(lines[0] ?? "")) return `---\nname: ${name}\n---\n\n${text}`;
  const end = lines.findIndex((line, index) => index > 0 && /^---[ \t]*\r?$/.test(line));
  const named = lines.findIndex((line, index) => index < end && /^name\s*:/.test(line));
  const ending = lines[0]?.endsWith("\r") ? "\r" : "";
  const field = `name: ${name}${ending}`;
  return (named === -1 ? lines.toSpliced(1, 0, field) : lines.with(named, field)).join("\n");
}
