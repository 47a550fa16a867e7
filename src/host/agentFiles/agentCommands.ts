import { dirname } from "node:path";
import * as vscode from "vscode";
import type { AgentDefinition } from "../../core/agent.ts";
import { FlightdeckError } from "../../core/failure.ts";
import type { Engine } from "../../engine.ts";
import { duplicateText, newAgentText } from "../../views/agentFile/template.ts";
import { agentFolder, askName, writeAgentFile } from "./newFile.ts";

/** Writes a commented agent file and opens it. */
export async function newAgent(engine: Engine): Promise<void> {
  const folder = await agentFolder();
  const name = folder && (await askName(engine, folder, ".md", { title: "New agent" }));
  if (folder && name !== undefined) await writeAgentFile(folder, `${name}.md`, newAgentText(name));
}

/** Writes a copy of an agent beside it, under another name, and opens it. */
export async function duplicateAgent(engine: Engine, named: string): Promise<void> {
  const { agents } = await engine.agents();
  const agent = agents.find(({ name }) => name === named);
  if (agent === undefined) {
    throw new FlightdeckError("invalid_request", `There is no agent named ${named}.`, {
      advice: "Choose one in the Agents view.",
    });
  }
  const folder = agent.source ? vscode.Uri.file(dirname(agent.source.path)) : await agentFolder();
  const ending = endingOf(agent);
  const name =
    folder &&
    (await askName(engine, folder, ending, { title: `Duplicate ${named}`, value: `${named}-copy` }));
  if (folder && name !== undefined)
    await writeAgentFile(folder, `${name}${ending}`, duplicateText(agent, name));
}

const endingOf = ({ source }: AgentDefinition): string =>
  source?.path.endsWith(".agent.md") ? ".agent.md" : ".md";
