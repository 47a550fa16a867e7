import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser, launchBrowser } from "./browser.ts";
import { projectRoot } from "./paths.ts";
import { printProgress } from "./progress.ts";
import { installVsix, startServer, type Server } from "./server.ts";
import { quietSettings, writeUserSettings, type UserSettings } from "./settings.ts";
import type { Opening } from "./url.ts";
import { ensureVSCode } from "./vscode.ts";
import { WorkbenchWindow, type WindowSize } from "./window.ts";

export interface WorkbenchOptions {
  /** Folders of extensions to load; without this, ours. */
  readonly extensions?: readonly string[];
  /** Packaged extensions to install. */
  readonly vsix?: readonly string[];
  readonly settings?: UserSettings;
  /** Added to the environment of the extension host; undefined takes a variable away. */
  readonly env?: NodeJS.ProcessEnv;
  /** False: Restricted Mode until the folder is trusted. */
  readonly trusted?: boolean;
  /** Lets windows run tests in their extension host, see {@link Opening.tests}. */
  readonly runsTests?: boolean;
}

/** A VS Code for one test file: a server with user data of its own, and as many windows as wanted. */
export interface Workbench {
  readonly server: Server;
  /** The per-user home of Flightdeck in this VS Code. */
  readonly home: string;
  open(opening: Opening, size?: WindowSize): Promise<WorkbenchWindow>;
  /** Changes the person's settings; open windows follow soon. */
  change(settings: UserSettings): Promise<void>;
  /** Ends VS Code, its windows and all processes, and removes its data. */
  stop(): Promise<void>;
}

const defaultSize: WindowSize = { width: 1440, height: 900 };

/** Starts a VS Code with extensions loaded, gets it first if it must. */
export async function startWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const vscode = await ensureVSCode(printProgress);
  const browser = await launchBrowser(await ensureBrowser(printProgress));
  const dataDir = await mkdtemp(join(tmpdir(), "flightdeck-"));
  const home = join(dataDir, "flightdeck");
  const serverOptions = {
    ...options,
    vscode,
    dataDir,
    temporary: true,
    extensions: options.extensions ?? (options.vsix ? [] : [projectRoot]),
    env: { ...cleanEnvironment(process.env), FLIGHTDECK_STORAGE: home, ...options.env },
  };
  for (const file of options.vsix ?? []) await installVsix(serverOptions, file);
  await writeUserSettings(dataDir, { ...quietSettings, ...options.settings });
  const server = await startServer(serverOptions);
  const windows: WorkbenchWindow[] = [];
  return {
    server,
    home,
    async open(opening, size = defaultSize) {
      const window = await WorkbenchWindow.open(browser, server.url(opening), size);
      windows.push(window);
      return window;
    },
    change: (settings) => writeUserSettings(dataDir, settings),
    async stop() {
      await Promise.all(windows.map((window) => window.close()));
      await server.stop();
    },
  };
}

/** Without a developer's own keys and settings, which would change what a test does, or cost money. */
function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^(ANTHROPIC|OPENAI|OTEL|FLIGHTDECK|npm)_/i;
  const kept = Object.entries(env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: "{}" }; // no marketplace
}
