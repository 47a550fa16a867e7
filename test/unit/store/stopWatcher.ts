import { NodeStorage } from "../../../src/node/storage.ts";
import { StopSwitch } from "../../../src/store/stopSwitch.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

/** Waits until another process has stopped all agents, says so, and ends. */
const [home = ""] = process.argv.slice(2);
const stops = new StopSwitch({ storage: new NodeStorage(), clock: new VirtualClock(), home });
const alive = setInterval(() => undefined, 1_000);

async function look(): Promise<void> {
  const stopped = await stops.state();
  if (stopped === undefined || !process.connected) return;
  process.send?.({ by: stopped.by });
  watching.dispose();
  clearInterval(alive);
  process.disconnect();
}

const watching = stops.onChange(() => void look());
process.send?.("watching");
