import { parentPort } from "node:worker_threads";
import type { ToWorker } from "../core/workerClient.ts";
import { NodeClock, nodeRandom } from "../node/clock.ts";
import { NodeStorage } from "../node/storage.ts";
import type { ReceiverOptions } from "./receiver/messages.ts";
import { ReceiverService } from "./receiver/service.ts";
import { serve } from "./channel/serve.ts";

/** The worker thread that receives spans of other programs. */
if (parentPort !== null) {
  const port = parentPort;
  const receive = serve(
    (options: ReceiverOptions, news) =>
      ReceiverService.open({
        ...options,
        storage: new NodeStorage(),
        clock: new NodeClock(),
        random: nodeRandom,
        news,
      }),
    (message) => port.postMessage(message),
  );
  port.on("message", (message: ToWorker<ReceiverOptions>) => receive(message));
}
