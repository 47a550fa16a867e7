import { parentPort } from "node:worker_threads";
import type { ToWorker } from "../core/workerClient.ts";
import { NodeStorage } from "../node/storage.ts";
import { serve } from "./channel/serve.ts";
import type { PlaybackOptions } from "./playback/messages.ts";
import { PlaybackService } from "./playback/service.ts";

/** The worker thread that reads one recording for play-back. */
if (parentPort !== null) {
  const port = parentPort;
  const receive = serve(
    (options: PlaybackOptions, news) => PlaybackService.open(options, new NodeStorage(), news),
    (message) => port.postMessage(message),
  );
  port.on("message", (message: ToWorker<PlaybackOptions>) => receive(message));
}
