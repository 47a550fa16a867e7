import type { History } from "../../agent/history.ts";
import type { SessionOptions } from "../../agent/sessionOptions.ts";
import type { Recorder } from "../../core/lines.ts";
import { ms } from "../../core/units.ts";
import { builtinTools } from "../../tools/index.ts";
import { Credentials } from "../credentials.ts";
import { Models } from "../models.ts";
import { sessionOptions, type SessionRoom } from "../sessionOptions.ts";
import { RecordedLedger } from "./recordedLedger.ts";
import { recordedModel } from "./recordedModel.ts";
import { recordedPorts, RecordedRedactor, RecordedScan } from "./recordedPorts.ts";
import { endingInOrder, recordedBuiltins, recordedForeign } from "./recordedTools.ts";
import { recordedTraffic } from "./recordedTraffic.ts";
import type { Sources } from "./sources.ts";
import type { World } from "./world.ts";

/** What a session of a recorded world runs with: everything real but the doors to the outside. */
export function recordedRoom(world: World, { definitions }: Sources): SessionRoom {
  const ports = recordedPorts(world);
  const credentials = new Credentials(ports);
  const ours = builtinTools(ports);
  const { header } = world.recorded;
  const models = new Models({
    ports,
    credentials,
    ledger: () => new RecordedLedger(world),
    world: {
      info: ({ provider, id }) => header.models?.find((info) => info.id === id && info.provider === provider),
      door: (info) => recordedModel(world, info),
      traffic: () => recordedTraffic(world),
      jitter: () => {
        const decision = world.upcoming();
        return decision?.safeguard === "retry" ? decision.wait : ms(0);
      },
      countTokens: () => Promise.resolve(countedBy(world)),
    },
  });
  return {
    ports,
    credentials,
    models,
    ids: world.names.ids,
    scan: new RecordedScan(world),
    redactor: () => new RecordedRedactor(world),
    builtinTools: () => recordedBuiltins(world, definitions, ours),
    toolProviders: [{ tools: () => Promise.resolve(recordedForeign(world, definitions, ours)) }],
  };
}

/** How a session of a recorded world begins, or goes on after `history`. */
export function recordedOptions(
  world: World,
  room: SessionRoom,
  { agent, system }: Sources,
  history: History,
  recorder: Recorder,
): SessionOptions {
  const { header } = world.recorded;
  const options = sessionOptions(room, {
    id: header.id,
    agent,
    firstModel: header.model,
    history,
    taint: header.taint ?? [],
    record: () =>
      Promise.resolve({ recorder, onLine: () => () => undefined, close: () => Promise.resolve() }),
  });
  return {
    ...options,
    prefix: async (wait) => ({ ...(await options.prefix(wait)), system }),
    header: (prefix, title, model) => ({
      ...header,
      title,
      agent: { ...header.agent, text: agent.text },
      model,
      system: prefix.system,
      tools: prefix.definitions,
    }),
    redact: (text) => ({ text, count: redactedInPrompt(world) }),
    tools: async (wait) => {
      const tools = await options.tools(wait);
      // Servers may have been waited for: the time is then another one.
      await world.gate.inOrder();
      return endingInOrder(world, tools);
    },
  };
}

/** How many secrets were taken out of the message of the turn that begins. */
function redactedInPrompt({ recorded, tape: { position } }: World): number {
  const decisions = recorded.lines.slice(position, position + 6).flatMap((line) => {
    const isTold = line.type === "decision" && line.data.safeguard === "secrets";
    return isTold && line.data.where === "message" ? [line.data.count] : [];
  });
  return decisions[0] ?? 0;
}

/** What the server counted, where it was asked. */
function countedBy(world: World): number | undefined {
  const decision = world.upcoming();
  if (decision?.safeguard !== "context" || decision.verdict !== "count") return undefined;
  const tokens = decision.figures["tokens"];
  return typeof tokens === "number" ? tokens : undefined;
}
