import assert from "node:assert/strict";
import type { FlightdeckError } from "../../../src/core/failure.ts";
import { apiServer, type ApiServer } from "../../support/apiServer.ts";
import { answer } from "../../support/messagesApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";

const KEY = "the-stored-key";

describe("a stored key", () => {
  const folder = useTempFolder({ "project/notes.txt": "notes\n" });
  let trusted: ApiServer;
  let other: ApiServer;
  beforeEach(async () => {
    trusted = await apiServer(() => answer(["Hello."]));
    other = await apiServer(() => answer(["Caught."]));
  });
  afterEach(() => Promise.all([trusted.close(), other.close()]));

  const engine = (baseUrl: string) =>
    testEngine({
      folder: folder().path,
      env: {},
      settings: { "anthropic.baseUrl": baseUrl },
      secrets: { [`anthropic:${trusted.url}`]: KEY },
      ports: { fetch },
    });

  it("goes to the address that it was entered for", async () => {
    const flightdeck = engine(trusted.url);
    const session = await flightdeck.sessions.create({ model: MODEL });
    assert.equal((await session.send("Hello?")).text, "Hello.");
    assert.equal(trusted.requests[0]?.headers.get("x-api-key"), KEY);
    await flightdeck.dispose();
  });

  it("does not go to another address that the settings name later", async () => {
    const flightdeck = engine(other.url);
    const session = await flightdeck.sessions.create({ model: MODEL });
    await session.send("Hello?");
    const sent = other.requests.map(({ headers }) => JSON.stringify([...headers]));
    assert.ok(sent.every((headers) => !headers.includes(KEY)));
    await flightdeck.dispose();
  });

  it("goes there too once the person said so, which is remembered for that address alone", async () => {
    const flightdeck = engine("https://gateway.example/v1");
    await assert.rejects(flightdeck.credentials.endpoint(), /no API key for https:\/\/gateway\.example/);
    await flightdeck.credentials.store({ baseUrl: trusted.url, apiKey: KEY });
    await assert.rejects(flightdeck.credentials.endpoint(), ({ advice }: FlightdeckError) =>
      advice.includes(`The key that you entered for ${trusted.url} is not sent there without your word`),
    );
    const [origin] = await flightdeck.credentials.others();
    assert.equal(origin, trusted.url);
    const reused = await flightdeck.credentials.reuse(origin, flightdeck.credentials.baseUrl());
    await flightdeck.credentials.store(reused);
    assert.equal((await flightdeck.credentials.endpoint()).apiKey, KEY);
    assert.deepEqual(await flightdeck.credentials.others(), [], "nothing is left to ask here");
    flightdeck.settings = { ...flightdeck.settings, "anthropic.baseUrl": "https://third.example" };
    await assert.rejects(flightdeck.credentials.endpoint(), /no API key for https:\/\/third\.example/);
    assert.deepEqual(await flightdeck.credentials.others(), ["https://gateway.example", trusted.url]);
    await flightdeck.dispose();
  });

  it("does not follow a redirect to another address, and neither does the conversation", async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      trusted.handler = () =>
        new Response(null, { status, headers: { location: `${other.url}/v1/messages` } });
      const flightdeck = engine(trusted.url);
      const session = await flightdeck.sessions.create({ model: MODEL });
      const { failure } = await session.send("Hello?");
      assert.equal(failure?.failure, "invalid_request", String(status));
      assert.match(failure.message, /redirects to .* to which no key is sent/);
      await flightdeck.dispose();
    }
    assert.equal(other.requests.length, 0);
  });

  it("stays with the address that was shown when it was entered, though the setting changed meanwhile", async () => {
    const flightdeck = engine(trusted.url);
    const baseUrl = flightdeck.credentials.baseUrl();
    flightdeck.settings = { ...flightdeck.settings, "anthropic.baseUrl": other.url };
    await flightdeck.credentials.store({ baseUrl, apiKey: "a-newer-key" });
    assert.equal((await flightdeck.credentials.endpoint()).apiKey, "none");
    flightdeck.settings = { ...flightdeck.settings, "anthropic.baseUrl": trusted.url };
    assert.equal((await flightdeck.credentials.endpoint()).apiKey, "a-newer-key");
    await flightdeck.dispose();
  });
});
