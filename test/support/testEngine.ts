import { grpcCall } from "../../src/node/otlp/grpcCall.ts";
import { join } from "node:path";
import type { ApprovalAnswer, ApprovalRequest } from "../../src/core/approvals.ts";
import type { Ports, SecretName, WorkerChannel } from "../../src/core/ports.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings.ts";
import { createEngine, type Engine } from "../../src/engine.ts";
import type { ScanAnswer, ScanRequest } from "../../src/engine/textScan.ts";
import { findSecrets } from "../../src/recording/secretSpans.ts";
import { scorer } from "../../src/safeguards/injection/score.ts";
import { NodeFiles } from "../../src/node/files.ts";
import { nodeProcesses } from "../../src/node/processes.ts";
import { nodePrograms } from "../../src/node/programs.ts";
import { NodeStorage } from "../../src/node/storage.ts";
import type { ApiRequest, Handler } from "./messagesApi.ts";
import { FakeProcesses } from "./platform.ts";
import { scriptedFetch } from "./scriptedFetch.ts";
import { seededRandom } from "./seededRandom.ts";
import { VirtualClock } from "./virtualClock.ts";

export interface TestEngineOptions {
  /** Holds the home and the project. */
  readonly folder: string;
  /** Answers to the model's requests, one after the other; the last one stays. */
  readonly api?: readonly Handler[];
  readonly settings?: Partial<Settings>;
  readonly env?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Partial<Record<SecretName, string>>>;
  readonly clock?: VirtualClock;
  /** Tells this engine's process from another one's over the same folder. */
  readonly pid?: number;
  readonly processes?: FakeProcesses;
  readonly approve?: (request: ApprovalRequest) => ApprovalAnswer | Promise<ApprovalAnswer>;
  readonly seed?: number;
  readonly ports?: Partial<Ports>;
}

export interface TestEngine extends Engine {
  readonly clock: VirtualClock;
  readonly requests: readonly ApiRequest[];
  readonly asked: readonly ApprovalRequest[];
  /** May be changed while the engine runs. */
  settings: Settings;
}

export const MODEL = { provider: "anthropic", id: "claude-sonnet-5-5" } as const;

/** The real engine over the real disk, with a scripted API, a virtual clock and whoever approves. */
export function testEngine(options: TestEngineOptions): TestEngine {
  const { folder, api = [], env = { ANTHROPIC_API_KEY: "test-key" }, pid = 100, seed = pid } = options;
  const clock = options.clock ?? new VirtualClock({ autoSleep: true });
  const processes = options.processes ?? new FakeProcesses();
  const scripted = scriptedFetch(...api);
  const asked: ApprovalRequest[] = [];
  const state = { settings: { ...DEFAULT_SETTINGS, ...options.settings } };
  const { approve = () => ({ decision: "deny" }) as const } = options;
  const project = join(folder, "project");
  const engine = createEngine({
    clock,
    random: seededRandom(seed),
    storage: new NodeStorage(),
    places: { home: join(folder, "home"), workspace: { folders: [project] } },
    files: new NodeFiles([project]),
    processes: nodeProcesses,
    programs: nodePrograms,
    workers: { start: scanWorker },
    secrets: secretsIn(options.secrets),
    approvals: {
      ask: async (request, signal) => {
        asked.push(request);
        const answer = await approve(request);
        signal.throwIfAborted();
        return { ...answer, by: "person" };
      },
    },
    settings: {
      get current() {
        return state.settings;
      },
      onChange: () => ({ dispose: () => undefined }),
    },
    fetch: scripted.fetch,
    grpc: grpcCall,
    log: { debug: () => undefined, info: () => undefined, warn: fail, error: fail },
    env,
    platform: processes.start(pid),
    ...options.ports,
  });
  return Object.assign(state, engine, { clock, requests: scripted.requests, asked });
}

function secretsIn(given: TestEngineOptions["secrets"] = {}): Ports["secrets"] {
  const secrets = new Map(Object.entries(given) as [string, string][]);
  return {
    get: (name) => Promise.resolve(secrets.get(name)),
    set: (name, value) => Promise.resolve(void secrets.set(name, value)),
    remove: (name) => Promise.resolve(void secrets.delete(name)),
  };
}

function fail(message: string): never {
  throw new Error(message);
}

const ignore = (): void => undefined;

/** The worker that looks through long texts, in this very thread. */
function scanWorker(name: string): WorkerChannel {
  if (name !== "scan") return fail("there are no workers here");
  const score = scorer();
  let answer: (message: unknown) => void = ignore;
  return {
    post: (message) => {
      const { id, text, held } = message as ScanRequest;
      setImmediate(() =>
        answer({ id, secrets: findSecrets(text, held), score: score(text) } satisfies ScanAnswer),
      );
    },
    onMessage: (listener) => (answer = listener),
    onFailure: () => undefined,
    dispose: () => undefined,
  };
}
