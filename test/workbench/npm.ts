import { runGuarded } from "./guarded.ts";

/**
 * Runs npm and collects what it prints.
 * @throws an Error with that text when npm fails.
 */
export async function runNpm(args: readonly string[], cwd: string): Promise<void> {
  const [command, ...first] = npmCommand();
  const env = installEnvironment(process.env);
  const { code, printed } = await runGuarded(command, [...first, ...args], { cwd, env });
  if (code !== 0) throw new Error(`npm ${args.join(" ")} failed with exit code ${code}:\n${printed.trim()}`);
}

/** How to start npm: the one that runs this script, by this Node, else the one on PATH. */
export function npmCommand(environment: NodeJS.ProcessEnv = process.env): [string, ...string[]] {
  const script = environment["npm_execpath"];
  if (script?.endsWith("npm-cli.js")) return [process.execPath, script];
  return process.platform === "win32" ? ["cmd.exe", "/d", "/c", "npm"] : ["npm"];
}

/**
 * The person's npm configuration stays in force, but not what npm tells a script about *this* package:
 * an install elsewhere would take it for its own.
 */
export function installEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ofThisPackage =
    /^(npm_package_|npm_lifecycle_|npm_command$|npm_config_(local_prefix|global|omit|dry_run)$)/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ofThisPackage.test(name)));
}
