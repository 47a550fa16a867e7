import * as vscode from "vscode";
import type { Engine } from "../../engine.ts";
import { storeExportSecret } from "../../engine/export/exportSecret.ts";
import { CONFIGURATION } from "../manifest.ts";
import { EXPORT_PRESETS, type ExportPreset } from "./exportPresets.ts";
import { showExportStatus } from "./exportStatus.ts";

/** Lets the person pick a backend, and fills in the settings of the export; a key goes into the secret storage. */
export async function connectBackend(engine: Engine): Promise<void> {
  const preset = await pickPreset();
  if (preset === undefined) return;
  const endpoint = await askEndpoint(preset);
  if (endpoint === undefined) return;
  const secret = await askSecret(preset, endpoint);
  if (secret === undefined) return;
  await storeExportSecret(engine.ports.secrets, endpoint, secret);
  await write(preset, endpoint, secret !== "");
  await showExportStatus(engine);
}

async function pickPreset(): Promise<ExportPreset | undefined> {
  const items = EXPORT_PRESETS.map((preset) => ({
    label: preset.label,
    description: preset.endpoint === "https://" ? "" : preset.endpoint,
    preset,
  }));
  const title = "Where to export the spans of your sessions";
  return (await vscode.window.showQuickPick(items, { title }))?.preset;
}

const askEndpoint = ({ label, endpoint }: ExportPreset): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    title: `The OTLP address of ${label}`,
    value: endpoint,
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^https?:\/\/[^\s/]+/.test(value.trim()) && URL.canParse(value.trim())
        ? undefined
        : "A URL such as http://localhost:4318.",
  });

/** Empty where the backend wants none; undefined where the person gave up. */
async function askSecret(preset: ExportPreset, endpoint: string): Promise<string | undefined> {
  const { label, secret, fill = (entered: string) => entered } = preset;
  if (secret === undefined) return "";
  const entered = await vscode.window.showInputBox({
    title: label,
    prompt: `${secret}. It is kept in VS Code's secret storage and sent to ${new URL(endpoint.trim()).host} only.`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (/[\r\n]/.test(value) ? "One line." : undefined),
  });
  if (entered === undefined) return undefined;
  return entered.trim() === "" ? "" : fill(entered.trim());
}

async function write(
  { protocol, header }: ExportPreset,
  endpoint: string,
  hasSecret: boolean,
): Promise<void> {
  const settings = vscode.workspace.getConfiguration(CONFIGURATION);
  const { Global } = vscode.ConfigurationTarget;
  const headers = hasSecret && header !== undefined ? { [header]: "${secret}" } : undefined;
  // The address last: then the others are there when the first batch goes.
  await settings.update("export.headers", headers, Global);
  await settings.update("export.protocol", protocol, Global);
  await settings.update("export.endpoint", endpoint.trim(), Global);
}
