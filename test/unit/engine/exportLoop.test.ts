import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isWindow } from "../../../src/engine/export/ownReceiver.ts";
import { listenOtlp } from "../../../src/node/otlp/listener.ts";

const take = () => Promise.resolve({ status: 200 as const, body: "" });
const isOurs = (port: number): Promise<boolean> =>
  isWindow(`http://localhost:${port}/v1/traces`, fetch, new AbortController().signal);

describe("a port that OpenTelemetry's variables name", () => {
  it("is not exported to where a window of ours listens, unlike a collector's", async () => {
    const window = await listenOtlp(0, take, { ofWindow: true });
    const collect = await listenOtlp(0, take);
    const other = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    assert.equal(await isOurs(window.port), true);
    assert.equal(await isOurs(collect.port), false);
    assert.equal(await isOurs((other.address() as AddressInfo).port), false);
    await window.close();
    assert.equal(await isOurs(window.port), false, "nobody is there any more");
    await collect.close();
    await new Promise((resolve) => other.close(resolve));
  });
});
