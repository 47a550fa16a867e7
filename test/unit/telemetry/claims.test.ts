import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Server } from "node:net";
import type { TraceId } from "../../../src/core/ids.ts";
import { exporterOf, exportSpans, type Told } from "../../support/otlp/exporters.ts";
import { startReceiver, type RunningReceiver } from "../../support/otlp/receiver.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

const SAID: Told = { name: "chat", attributes: { "input.value": "how are you?", note: "kept" } };

describe("programs that were started elsewhere", () => {
  const folder = useTempFolder();
  const running: RunningReceiver[] = [];
  const start = async (name = "one"): Promise<RunningReceiver> => {
    const receiver = await startReceiver(folder().at(name));
    running.push(receiver);
    return receiver;
  };
  afterEach(async () => {
    for (const receiver of running.splice(0)) await receiver.stop();
  });

  it("belong to the workspace once the person claims their service, until the claim is withdrawn", async () => {
    const receiver = await start();
    const before = await send(receiver.port);
    assert.deepEqual(await shown(receiver, before), [false]);

    await receiver.service.answer("claim", { service: "support-bot", claimed: true });
    assert.deepEqual(await shown(receiver, before), [true], "what was not kept does not come back");
    const claimed = await send(receiver.port);
    assert.deepEqual(await shown(receiver, claimed), [true, "how are you?"]);
    assert.deepEqual(await shown(receiver, await send(receiver.port, "another")), [false]);

    await receiver.service.answer("claim", { service: "support-bot", claimed: false });
    assert.deepEqual(await shown(receiver, await send(receiver.port)), [false]);
    assert.deepEqual(await shown(receiver, claimed), [true, "how are you?"], "what was kept stays");
  });

  it("stay claimed after a restart, in their own workspace only", async () => {
    const first = await start();
    await first.service.answer("claim", { service: "support-bot", claimed: true });
    await first.stop();
    const again = await start();
    assert.deepEqual(await again.service.answer("claims", undefined), ["support-bot"]);
    assert.deepEqual(await shown(again, await send(again.port)), [true, "how are you?"]);
    const other = await start("two");
    assert.deepEqual(await shown(other, await send(other.port)), [false]);
  });

  it("reach the window that has the standard port, and another one when that goes", async () => {
    const port = await freePort();
    const [first, second] = [await start("one"), await start("two")];
    await first.service.answer("standardPorts", { ports: [port] });
    await second.service.answer("standardPorts", { ports: [port] });
    await send(port);
    assert.deepEqual([await seen(first), await seen(second)], [1, 0]);
    await first.stop();
    for (let tries = 0; tries < 300 && (await seen(second)) === 0; tries++)
      await send(port)
        .catch(() => undefined)
        .then(() => new Promise((resolve) => setTimeout(resolve, 50)));
    assert.ok((await seen(second)) > 0, "the second window took the port over");
  });

  it("keep their own collector where one has the port", async () => {
    const collector = await listening(createServer());
    const { port } = collector.address() as AddressInfo;
    const receiver = await start();
    await receiver.service.answer("standardPorts", { ports: [port] });
    await new Promise<void>((resolve) => {
      collector.once("connection", (socket) => {
        socket.destroy();
        resolve();
      });
      void fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    });
    await receiver.service.answer("standardPorts", { ports: [] });
    await new Promise((resolve) => collector.close(resolve));
  });
});

/** Whether a trace belongs to the workspace, and what was said in it. */
async function shown(receiver: RunningReceiver, trace: string): Promise<readonly (boolean | string)[]> {
  const { traces } = await receiver.service.answer("list", { limit: 100 });
  const [span] = await receiver.service.answer("spans", { trace: trace as TraceId });
  const said = span?.attributes["input.value"];
  return [traces.find((each) => each.trace === trace)?.claimed ?? false, ...(said ? [String(said)] : [])];
}

const seen = async (receiver: RunningReceiver): Promise<number> =>
  (await receiver.service.answer("list", { limit: 9 })).total;

const send = (port: number, service?: string): Promise<string> =>
  exportSpans(exporterOf("http/json", `http://127.0.0.1:${port}`, "of another"), SAID, {
    ...(service && { service }),
  });

const listening = (server: Server): Promise<Server> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));

async function freePort(): Promise<number> {
  const server = await listening(createServer());
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
