import assert from "node:assert/strict";
import type { WorkerChannel, Workers } from "../../../src/core/ports.ts";
import { FlightdeckError } from "../../../src/core/failure.ts";
import { IndexClient } from "../../../src/store/indexClient.ts";
import type { FromIndex, ToIndex } from "../../../src/store/indexMessages.ts";

/** A worker that does what the test says. */
class FakeWorker implements WorkerChannel {
  readonly received: ToIndex[] = [];
  disposed = false;
  send: (message: FromIndex) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  /** Called with each request. */
  answer: (request: Extract<ToIndex, { type: "request" }>) => void = () => undefined;

  post(message: unknown): void {
    this.received.push(message as ToIndex);
    if ((message as ToIndex).type === "request")
      this.answer(message as Extract<ToIndex, { type: "request" }>);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.send = listener;
  }
  onFailure(listener: (error: Error) => void): void {
    this.fail = listener;
  }
  dispose(): void {
    this.disposed = true;
  }

  get requests(): readonly string[] {
    return this.received.flatMap((message) => (message.type === "request" ? [message.name] : []));
  }
}

class FakeWorkers implements Workers {
  readonly started: FakeWorker[] = [];
  start(): FakeWorker {
    const worker = new FakeWorker();
    this.started.push(worker);
    return worker;
  }
  get last(): FakeWorker {
    const worker = this.started.at(-1);
    if (worker === undefined) throw new Error("no worker was started");
    return worker;
  }
}

function client() {
  const workers = new FakeWorkers();
  const logged: string[] = [];
  const write = (message: string): void => void logged.push(message);
  const log = { debug: write, info: write, warn: write, error: write };
  return { workers, logged, index: new IndexClient({ workers, log, root: "/store", zone: "UTC" }) };
}

const idOf = (message: ToIndex | undefined): number => (message?.type === "request" ? message.id : -1);

describe("the client of the index", () => {
  it("starts its worker with the first request, and only one", async () => {
    const { workers, index } = client();
    assert.equal(workers.started.length, 0);
    const pending = [index.sync(), index.sessions({ limit: 5 })];
    assert.equal(workers.started.length, 1);
    assert.deepEqual(workers.last.received[0], {
      type: "open",
      options: { root: "/store", zone: "UTC", rowLimit: 100_000 },
    });
    const [, first, second] = workers.last.received;
    workers.last.send({ type: "result", id: idOf(second), value: "sessions" });
    workers.last.send({ type: "result", id: idOf(first), value: "synced" });
    assert.deepEqual(await Promise.all(pending), ["synced", "sessions"]);
  });

  it("passes on what went wrong", async () => {
    const { workers, index } = client();
    const pending = index.sync();
    workers.last.send({ type: "error", id: idOf(workers.last.received[1]), message: "The disk is gone." });
    await assert.rejects(pending, { failure: "storage", message: "The disk is gone." });
  });

  it("rejects all that waits when the worker dies, and starts another one with the next request", async () => {
    const { workers, index, logged } = client();
    const pending = [index.sync(), index.sessions({ limit: 5 })];
    const first = workers.last;
    first.fail(new Error("out of memory"));
    for (const each of pending) await assert.rejects(each, FlightdeckError);
    assert.equal(logged.length, 1);
    assert.equal(workers.started.length, 1);
    const again = index.sync();
    assert.equal(workers.started.length, 2);
    first.fail(new Error("exit code 1"));
    workers.last.send({ type: "result", id: idOf(workers.last.received[1]), value: "synced" });
    assert.equal(await again, "synced", "what the dead worker still says is not heard");
  });

  it("rejects what waits and what comes when it is disposed", async () => {
    const { workers, index } = client();
    const pending = index.sync();
    index.dispose();
    await assert.rejects(pending, { failure: "cancelled" });
    await assert.rejects(index.sync(), { failure: "cancelled" });
    assert.ok(workers.last.disposed);
  });

  it("asks for usage page by page, and ends the stream where nobody reads on", async () => {
    const { workers, index } = client();
    const pages = [["a", "b"], ["c"], undefined];
    const read = async (limit: number): Promise<readonly unknown[]> => {
      const taken: unknown[] = [];
      for await (const record of index.usage()) {
        taken.push(record);
        if (taken.length === limit) break;
      }
      return taken;
    };
    const start = workers.start.bind(workers);
    workers.start = () => {
      const worker = start();
      let page = 0;
      worker.answer = ({ id, name }) => {
        const value = name === "nextUsage" ? pages[page++ % pages.length] : undefined;
        queueMicrotask(() => worker.send({ type: "result", id, value }));
      };
      return worker;
    };
    assert.deepEqual(await read(99), ["a", "b", "c"]);
    assert.deepEqual(workers.last.requests, ["usage", "nextUsage", "nextUsage", "nextUsage"]);
    assert.deepEqual(await read(2), ["a", "b"]);
    assert.deepEqual(workers.last.requests.slice(4), ["usage", "nextUsage", "endUsage"]);
  });

  it("tells of progress, changes and warnings until one stops listening", () => {
    const { workers, index, logged } = client();
    index.sync().catch(() => undefined);
    const heard: unknown[] = [];
    const listening = [
      index.onChange(() => heard.push("changed")),
      index.onProgress((progress) => heard.push(progress)),
    ];
    workers.last.send({ type: "news", news: { type: "progress", progress: { done: 1, total: 2 } } });
    workers.last.send({ type: "news", news: { type: "changed" } });
    workers.last.send({ type: "news", news: { type: "warning", message: "No room." } });
    for (const each of listening) each.dispose();
    workers.last.send({ type: "news", news: { type: "changed" } });
    assert.deepEqual(heard, [{ done: 1, total: 2 }, "changed"]);
    assert.deepEqual(logged, ["No room."]);
  });
});
