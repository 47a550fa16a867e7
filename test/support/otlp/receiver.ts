import { NodeClock, nodeRandom } from "../../../src/node/clock.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import type { ReceiverNews, ReceiverPolicy } from "../../../src/workers/receiver/messages.ts";
import { ReceiverService } from "../../../src/workers/receiver/service.ts";

export const TOKEN = "of-this-workspace";

export interface RunningReceiver {
  readonly service: ReceiverService;
  readonly url: string;
  readonly port: number;
  readonly news: readonly ReceiverNews[];
  stop(): Promise<void>;
}

/** A receiver in this thread, as its worker would run it, over real sockets and files. */
export async function startReceiver(
  root: string,
  policy: Partial<ReceiverPolicy> = {},
): Promise<RunningReceiver> {
  const news: ReceiverNews[] = [];
  const service = await ReceiverService.open({
    root,
    zone: "UTC",
    storage: new NodeStorage(),
    clock: new NodeClock(),
    random: nodeRandom,
    news: (each) => news.push(each),
  });
  await service.answer("policy", { content: "redacted", prices: {}, held: [], token: TOKEN, ...policy });
  const { port } = await service.answer("listen", { ports: [0], claims: "token" });
  return {
    service,
    port,
    url: `http://127.0.0.1:${port}`,
    news,
    stop: () => service.answer("stop", undefined),
  };
}
