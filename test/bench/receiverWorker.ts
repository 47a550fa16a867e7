import { WorkerClient } from "../../src/core/workerClient.ts";
import { nodeWorkers } from "../../src/node/workers.ts";
import type { ReceiverOptions, ReceiverRequests } from "../../src/workers/receiver/messages.ts";

/** What programs show that send to it. */
export const TOKEN = "of the bench";

export type ReceiverWorker = WorkerClient<ReceiverRequests, ReceiverOptions, unknown>;

const nothing = (): void => undefined;

/** The receiver in its worker thread, as in VS Code. @param bundles the folder of a built extension's bundles. */
export async function startReceiverWorker(bundles: string, root: string): Promise<ReceiverWorker> {
  const client: ReceiverWorker = new WorkerClient({
    workers: nodeWorkers(bundles),
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    name: "receiver",
    options: { root, zone: "UTC" },
    news: nothing,
    texts: { died: "The worker died.", advice: "", closed: "" },
  });
  await client.request("policy", { content: "redacted", prices: {}, held: [], token: TOKEN });
  return client;
}
