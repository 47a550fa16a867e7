import { parentPort } from "node:worker_threads";
import initSqlJs from "sql.js";
import { NodeClock } from "../node/clock.ts";
import { nodePlatform } from "../node/platform.ts";
import { NodeStorage } from "../node/storage.ts";
import type { FromIndex, ToIndex } from "../store/indexMessages.ts";
import { serve } from "./index/serve.ts";
import { IndexService } from "./index/service.ts";

/** The worker thread of the index. `sql-wasm.wasm` lies beside its bundle. */
if (parentPort !== null) {
  const port = parentPort;
  const receive = serve(
    async (options, post) =>
      IndexService.open({
        ...options,
        sql: await initSqlJs(),
        storage: new NodeStorage(),
        clock: new NodeClock(),
        platform: nodePlatform(""),
        post,
      }),
    (message: FromIndex) => port.postMessage(message),
  );
  port.on("message", (message: ToIndex) => receive(message));
}
