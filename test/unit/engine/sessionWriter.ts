import { NodeClock } from "../../../src/node/clock.ts";
import { nodePlatform } from "../../../src/node/platform.ts";
import { answerEvents, sse, stall, streamed } from "../../support/messagesApi.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";
import { until } from "../../support/virtualClock.ts";

/** Another process in the middle of a turn, over the folder in its first argument, until it is stopped. */
const [folder = ""] = process.argv.slice(2);
const [start = ""] = answerEvents(["Hello."]).map(sse);
const engine = testEngine({
  folder,
  api: [() => streamed([start, stall])],
  ports: { clock: new NodeClock(), platform: nodePlatform("0.0.0", "a test's writer") },
});
const session = await engine.sessions.create({ model: MODEL });
process.on("message", () => void session.rename("Renamed"));
const sending = session.send("Hello?");
await until(() => engine.requests.length === 1);
await session.flush();
process.send?.({ session: session.id });
const { failure } = await sending;
// Who asked may have ended its test by now; there is nobody to tell then.
process.send?.({ failure: failure?.failure }, () => undefined);
