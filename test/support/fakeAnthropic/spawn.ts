import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { BillItem } from "./bill.ts";
import type { Step } from "./step.ts";

export interface FakeProcess extends AsyncDisposable {
  readonly url: string;
  script(script: { readonly steps?: readonly Step[]; readonly otherwise?: Step }): Promise<void>;
  bill(): Promise<{ total: number; items: readonly BillItem[]; rejections: readonly string[] }>;
}

/** Starts the fake as a process of its own, which ends with this one at the latest. */
export async function spawnFakeAnthropic(): Promise<FakeProcess> {
  const entry = fileURLToPath(new URL("process.ts", import.meta.url));
  const child = spawn(process.execPath, [entry], { stdio: ["ignore", "pipe", "inherit"] });
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    url,
    async script(script) {
      await fetch(`${url}/control/script`, { method: "POST", body: JSON.stringify(script) });
    },
    async bill() {
      const response = await fetch(`${url}/control/bill`);
      return (await response.json()) as Awaited<ReturnType<FakeProcess["bill"]>>;
    },
    async [Symbol.asyncDispose]() {
      process.removeListener("exit", kill);
      const exited = once(child, "exit");
      kill();
      await exited;
    },
  };
}
