import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Secrets } from "../../../src/core/ports.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { backendOf } from "../../../src/engine/export/backend.ts";
import { exportSecret, storeExportSecret } from "../../../src/engine/export/exportSecret.ts";
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

describe("the key of a backend", () => {
  const endpoint = "https://api.honeycomb.io";
  const settings = {
    ...DEFAULT_SETTINGS,
    "export.endpoint": endpoint,
    "export.headers": { "x-honeycomb-team": "${secret}", "x-other": "kept" },
  };

  it("goes to the origin that it was entered for and to no other", async () => {
    const stored = new Map<string, string>();
    const secrets: Secrets = {
      get: (name) => Promise.resolve(stored.get(name)),
      set: (name, value) => Promise.resolve(void stored.set(name, value)),
      remove: (name) => Promise.resolve(void stored.delete(name)),
    };
    await storeExportSecret(secrets, `${endpoint}/v1/traces`, "hk-$&-key");
    const headers = async (of: typeof settings): Promise<unknown> =>
      backendOf(of, {}, await exportSecret(secrets, of))?.headers;
    assert.deepEqual(await headers(settings), { "x-honeycomb-team": "hk-$&-key", "x-other": "kept" });
    const elsewhere = { ...settings, "export.endpoint": "https://elsewhere.example" };
    assert.deepEqual(await headers(elsewhere), { "x-other": "kept" });
    await storeExportSecret(secrets, endpoint, "");
    assert.deepEqual(await headers(settings), { "x-other": "kept" });
  });
});
