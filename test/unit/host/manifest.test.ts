import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  COMMANDS,
  PAGES,
  VIEWS,
  commandId,
  panelType,
  type CommandName,
  type PageName,
} from "../../../src/host/manifest.ts";
import { settingsProperties } from "../../support/writeManifest.ts";

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
    }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly name: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly walkthroughs: readonly { readonly steps: readonly { readonly description: string }[] }[];
  };
}

const manifest = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
) as Manifest;
const { contributes } = manifest;
const commandIds = new Set(Object.keys(COMMANDS).map((name) => commandId(name as CommandName)));

describe("The manifest", () => {
  it("contributes exactly the commands of the table, under their titles", () => {
    const declared = Object.fromEntries(contributes.commands.map(({ command, title }) => [command, title]));
    const expected = Object.entries(COMMANDS).map(([name, title]) => [commandId(name as CommandName), title]);
    assert.deepEqual(declared, Object.fromEntries(expected));
    assert.ok(contributes.commands.every(({ category }) => category === "Flightdeck"));
  });

  it("contributes exactly the settings of the table", () => {
    assert.deepEqual(contributes.configuration.properties, settingsProperties());
  });

  it("contributes exactly the views of the table, each with a welcome", () => {
    const views = Object.values(contributes.views).flat();
    assert.deepEqual(Object.fromEntries(views.map(({ id, name }) => [id, name])), VIEWS);
    const welcomed = new Set(contributes.viewsWelcome.map(({ view }) => view));
    assert.deepEqual(
      views.filter(({ id }) => !welcomed.has(id)),
      [],
    );
  });

  it("names no command that does not exist", () => {
    const inMenus = Object.values(contributes.menus).flat();
    const linked = JSON.stringify([contributes.viewsWelcome, contributes.walkthroughs]).matchAll(
      /command:([\w.]+)/g,
    );
    const named = [...inMenus, ...contributes.keybindings].map(({ command }) => command);
    for (const command of [...named, ...[...linked].map(([, id = ""]) => id)]) {
      assert.ok(commandIds.has(command), command);
    }
  });

  it("wakes up for its pages and after start-up, never for everything", () => {
    const pages = Object.keys(PAGES).map((page) => `onWebviewPanel:${panelType(page as PageName)}`);
    assert.deepEqual(manifest.activationEvents.toSorted(), ["onStartupFinished", ...pages].toSorted());
  });
});
