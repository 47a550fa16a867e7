import assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMMANDS, commandId, type CommandName } from "../../src/host/manifest.ts";

import { until } from "./until.ts";

const ID = "agent-flightdeck.agent-flightdeck";

describe("the extension in the host", () => {
  it("activates and registers every command of the manifest", async () => {
    const extension = vscode.extensions.getExtension(ID);
    assert.ok(extension);
    await extension.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = Object.keys(COMMANDS).filter((name) => !registered.has(commandId(name as CommandName)));
    assert.deepEqual(missing, []);
  });

  it("opens its pages as editor tabs", async () => {
    await vscode.commands.executeCommand("flightdeck.openChat");
    await vscode.commands.executeCommand("flightdeck.openDashboard");
    await until("both tabs", () => tabsOf("chat") === 1 && tabsOf("dashboard") === 1);
  });

  it("shows one chat panel, however often it is asked for", async () => {
    await vscode.commands.executeCommand("flightdeck.openChat");
    await vscode.commands.executeCommand("flightdeck.newSession");
    await vscode.commands.executeCommand("flightdeck.openDashboard");
    await until("the dashboard on top", () => activeTab()?.endsWith("flightdeck.dashboard") ?? false);
    assert.equal(tabsOf("chat"), 1);
  });
});

const viewTypeOf = ({ input }: vscode.Tab): string | undefined =>
  input instanceof vscode.TabInputWebview ? input.viewType : undefined;

const activeTab = (): string | undefined => {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return tab && viewTypeOf(tab);
};

const tabsOf = (page: string): number =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter((tab) => viewTypeOf(tab)?.endsWith(`flightdeck.${page}`)).length;
