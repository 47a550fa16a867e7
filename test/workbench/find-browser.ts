import { placesOnPath } from "./find-on-path.ts";

/** What finding a browser depends on, so that it can be tried for any platform on any. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  exists(path: string): boolean;
}

/** The executable of a Chrome, Chromium or Edge: `CHROME_PATH`, else on PATH, else where installers put it. */
export function findBrowser(around: Surroundings): string | undefined {
  const chosen = around.env["CHROME_PATH"];
  if (chosen) return chosen;
  return [...onPath(around), ...wellKnown(around)].find((path) => around.exists(path));
}

const namesOnPath = [
  "google-chrome-stable",
  "google-chrome",
  "chromium",
  "chromium-browser",
  "microsoft-edge-stable",
  "microsoft-edge",
];

function onPath({ platform, env }: Surroundings): string[] {
  // Windows: what is on PATH there is seldom the browser, and its installers use fixed places.
  if (platform === "win32") return [];
  return namesOnPath.flatMap((name) => placesOnPath(name, env, platform));
}

function wellKnown(around: Surroundings): string[] {
  if (around.platform === "darwin") return onMac(around.env);
  return around.platform === "win32" ? onWindows(around.env) : ["/opt/google/chrome/chrome"];
}

function onMac(env: NodeJS.ProcessEnv): string[] {
  const roots = ["/Applications", `${env["HOME"] ?? ""}/Applications`];
  return ["Google Chrome", "Chromium", "Microsoft Edge"].flatMap((name) =>
    roots.map((root) => `${root}/${name}.app/Contents/MacOS/${name}`),
  );
}

function onWindows(env: NodeJS.ProcessEnv): string[] {
  const roots = [env["ProgramFiles"], env["ProgramFiles(x86)"], env["LOCALAPPDATA"]].filter(
    (root) => root !== undefined,
  );
  const places = [
    "Google\\Chrome\\Application\\chrome.exe",
    "Chromium\\Application\\chrome.exe",
    "Microsoft\\Edge\\Application\\msedge.exe",
  ];
  return places.flatMap((place) => roots.map((root) => `${root}\\${place}`));
}
