import { join } from "node:path";
import type { AgentDefinition } from "../core/agent.ts";
import type { TextBlock } from "../core/model.ts";
import type { Files } from "../core/ports.ts";
import { readProjectFile } from "../core/projectFile.ts";

const LARGEST_INSTRUCTIONS = 64 << 10;

/**
 * The system prompt of a session, built once and sent byte for byte from then on: newer models bind
 * their thinking to it, and prompt caching pays for it. So it holds no date and nothing that changes.
 */
export async function systemPrompt(
  agent: AgentDefinition,
  files: Files,
  os: string,
): Promise<readonly TextBlock[]> {
  const instructions = await projectInstructions(files);
  const parts = [agent.prompt, environmentText(files.roots, os), ...instructions];
  return [{ type: "text", text: parts.join("\n\n") }];
}

/** Where the agent works, which follows its own prompt. */
export function environmentText(roots: readonly string[], os: string): string {
  const lines = [
    roots.length === 0
      ? "No folder is open, so there are no files to work with."
      : `Open folders: ${roots.join(", ")}`,
    "Paths that you give to tools are relative to the first folder.",
    `Operating system: ${os}`,
  ];
  return lines.join("\n");
}

/** Each root's AGENTS.md. */
export async function projectInstructions(files: Files): Promise<readonly string[]> {
  const found = await Promise.all(files.roots.map((root) => readInstructions(files, root)));
  return found.filter((text) => text !== undefined);
}

async function readInstructions(files: Files, root: string): Promise<string | undefined> {
  try {
    const text = await readProjectFile(files, root, join(root, "AGENTS.md"), LARGEST_INSTRUCTIONS);
    return text && `Instructions of this project (AGENTS.md):\n\n${text}`;
  } catch {
    return undefined;
  }
}
