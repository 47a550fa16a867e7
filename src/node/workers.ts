import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { WorkerChannel, WorkerName, Workers } from "../core/ports.ts";

/** Worker threads from the bundles `<name>-worker.js` in `folder`. */
export function nodeWorkers(folder: string): Workers {
  return { start: (name: WorkerName) => channel(new Worker(join(folder, `${name}-worker.js`))) };
}

function channel(worker: Worker): WorkerChannel {
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    onMessage: (listener) => worker.on("message", listener),
    onFailure: (listener) => {
      worker.on("error", listener);
      worker.on("exit", (code) => {
        if (code !== 0) listener(new Error(`the worker ended with code ${code}`));
      });
    },
    dispose: () => void worker.terminate(),
  };
}
