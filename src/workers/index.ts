import { parentPort } from "node:worker_threads";
import initSqlJs from "sql.js";
import { NodeClock } from "../node/clock.ts";
import { nodePlatform } from "../node/platform.ts";
import { NodeStorage } from "../node/storage.ts";
import type { IndexNews, IndexOptions, ToIndex } from "../store/indexMessages.ts";
import { serve } from "./channel/serve.ts";
import { IndexService } from "./index/service.ts";

/** The worker thread of the index. `sql-wasm.wasm` lies beside its bundle. */
if (parentPort !== null) {
  const port = parentPort;
  const receive = serve(
    async (options: IndexOptions, news) =>
      IndexService.open({
        ...options,
        sql: await initSqlJs(),
        storage: new NodeStorage(),
        clock: new NodeClock(),
        platform: nodePlatform(""),
        post: (each: IndexNews) => news(each),
      }),
    (message) => port.postMessage(message),
  );
  port.on("message", (message: ToIndex) => receive(message));
}
