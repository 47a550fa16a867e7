import * as vscode from "vscode";
import type { LazyEngine } from "../lazyEngine.ts";
import { AGENT_FILES } from "./agentDocuments.ts";

const TRIGGERS = [" ", ",", "[", "(", "-"];

/** Completion and hover in the frontmatter of agent files. */
export function registerAgentLanguage(engine: LazyEngine): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(
      AGENT_FILES,
      {
        provideCompletionItems: async (document, position) =>
          (await import("../onDemand.ts")).complete(engine, document, position),
      },
      ...TRIGGERS,
    ),
    vscode.languages.registerHoverProvider(AGENT_FILES, {
      provideHover: async (document, position) =>
        (await import("../onDemand.ts")).hover(engine, document, position),
    }),
  );
}
