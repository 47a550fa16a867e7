import * as vscode from "vscode";

/** Where a project says what it uses. */
export const MANIFESTS =
  "**/{package.json,pyproject.toml,requirements*.txt,Pipfile,environment.yml,setup.py}";
const IGNORED = "**/{node_modules,.venv,venv,site-packages,dist,build,.git}/**";
const MOST_MANIFESTS = 50;

/** Packages that call models or make spans; whole names in a manifest. */
const SDK =
  /["'\s](?:@?opentelemetry[-/\w]*|@?anthropic(?:-ai\/[\w-]+)?|@?openai(?:\/[\w-]+)?|@?langchain[\w/-]*|langgraph|llama[-_]?index[\w-]*|@?traceloop[\w/-]*|openinference[\w-]*|@arizeai\/[\w-]+|pydantic[-_]ai[\w-]*|@google\/gen(?:erative-)?ai|google-gen(?:erative)?ai|mistralai|litellm|crewai|autogen[\w-]*|@ai-sdk\/[\w-]+|ai|smolagents|haystack-ai|dspy(?:-ai)?|@mastra\/[\w-]+|strands-agents)["'\s=<>~![;,:@]/;

/** Whether the open project says in a manifest that it uses a model's SDK or OpenTelemetry. */
export async function usesModels(): Promise<boolean> {
  for (const uri of await vscode.workspace.findFiles(MANIFESTS, IGNORED, MOST_MANIFESTS)) {
    try {
      const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString("utf8");
      if (SDK.test(`\n${text}\n`)) return true;
    } catch {
      // A manifest that cannot be read says nothing.
    }
  }
  return false;
}
