import { readAgents, type AgentCatalog } from "./agent/catalog.ts";
import type { BudgetStatus } from "./core/budget.ts";
import type { ToolProvider } from "./core/foreignTools.ts";
import { Ids } from "./core/ids.ts";
import type { Provider } from "./core/model.ts";
import type { Ports } from "./core/ports.ts";
import { NO_USAGE } from "./core/usage.ts";
import { Credentials } from "./engine/credentials.ts";
import { Dashboard } from "./engine/dashboard.ts";
import { EmergencyStop } from "./engine/emergencyStop.ts";
import { Forks } from "./engine/fork/forks.ts";
import { Exporter } from "./engine/export/exporter.ts";
import { TAKEN } from "./engine/exportVariables.ts";
import { mcpServers } from "./engine/mcp.ts";
import { Models } from "./engine/models.ts";
import { openPlayback, type PlaybackClient, type PlaybackSource } from "./engine/playback.ts";
import { Replays } from "./engine/replay/replays.ts";
import { Receiver } from "./engine/receiver.ts";
import { reclaimingLedgers } from "./engine/reclaim.ts";
import { RemoteTraces } from "./engine/remoteTraces.ts";
import { Retention } from "./engine/retention/retention.ts";
import { Sessions } from "./engine/sessions.ts";
import { Shares } from "./engine/share/shares.ts";
import { TextScan } from "./engine/textScan.ts";
import { TurnUndo } from "./engine/turnUndo.ts";
import type { McpServers } from "./mcp/servers.ts";
import { Redactor } from "./recording/redaction.ts";
import { PrivateStorage } from "./recording/privateStorage.ts";
import { Recordings } from "./recording/recordings.ts";
import { IndexClient } from "./store/indexClient.ts";
import { FileLedger, ledgerKindOf, type LedgerKind } from "./store/ledger.ts";
import { registeredFolders, workspaceFolder, type WorkspacePlace } from "./store/registry.ts";
import { StopSwitch } from "./store/stopSwitch.ts";
import { workspaceToken } from "./store/workspaceToken.ts";
import { editorTools } from "./tools/editorTools.ts";

/** Everything that a host needs: the same in VS Code, on the command line and in tests. */
export interface Engine {
  readonly ports: Ports;
  readonly models: Models;
  readonly sessions: Sessions;
  readonly credentials: Credentials;
  readonly emergencyStop: EmergencyStop;
  readonly undo: TurnUndo;
  /** Runs recorded sessions again in the world of their recordings. */
  readonly replay: Replays;
  /** Sessions that go on from a step of an earlier one. */
  readonly forks: Forks;
  /** Recordings that leave, and those that come from elsewhere. */
  readonly shares: Shares;
  readonly mcp: McpServers;
  readonly ledgers: Readonly<Record<LedgerKind, FileLedger>>;
  /** The folder with this workspace's recordings and index. */
  storage(): Promise<string>;
  /** The same, with what a person should know about it. */
  place(): Promise<WorkspacePlace>;
  /** The index over this workspace's recordings, in a worker thread. */
  index(): Promise<IndexClient>;
  /** The figures over our sessions and what other programs sent. */
  readonly dashboard: Dashboard;
  /** A text as it may be shown and copied elsewhere: without the secrets that are known by now. */
  readonly clean: (text: string) => string;
  /** Sends the spans of sessions to a backend, where there is one. It looks by itself only once it was started. */
  readonly exporter: Exporter;
  /** Removes what the limits of age and size leave no room for. It looks by itself only once it was started. */
  readonly retention: Retention;
  /** What other programs of this workspace send, in a worker thread. It listens only when it is told to. */
  receiver(): Promise<Receiver>;
  /** Begins to read a session, a file or a received trace for play-back; dispose it in the end. */
  playback(source: PlaybackSource, onProgress: (share: number) => void): Promise<PlaybackClient>;
  /** The same, where it was asked for already. */
  readonly receiverNow: Receiver | undefined;
  /** Traces of the backend that the settings name. */
  readonly remoteTraces: RemoteTraces;
  agents(): Promise<AgentCatalog>;
  budget(kind: LedgerKind): Promise<BudgetStatus>;
  /** Ends what runs, writes what is pending, gives everything free. */
  dispose(): Promise<void>;
}

/** Joins the rooms. Nothing is read or written before it is asked for. */
export function createEngine(ports: Ports): Engine {
  const { storage, clock, random, platform, places } = ports;
  const ids = new Ids(clock, random);
  const credentials = new Credentials(ports);
  const ledgers = {
    metered: new FileLedger({ storage, clock, home: places.home, kind: "metered" }),
    simulated: new FileLedger({ storage, clock, home: places.home, kind: "simulated" }),
  } as const;
  const ledger = (provider: Provider): FileLedger => ledgers[ledgerKindOf(provider)];
  const recordingsIn = (root: string): Recordings => new Recordings({ storage, clock, platform, root });
  const models: Models = new Models({
    ports,
    ledger: reclaimingLedgers(ledgers, {
      clock,
      log: ports.log,
      noCost: (model) => models.costOf(model, NO_USAGE),
      everywhere: async () => (await registeredFolders(storage, places.home)).map(recordingsIn),
    }),
    credentials,
  });
  const mcp = mcpServers(ports, credentials);
  const toolProviders = [...toolProvidersOf(ports), mcp];
  const place = once(async () => {
    const found = await workspaceFolder({ storage, clock, places });
    if (found.notice !== undefined) ports.log.warn(found.notice);
    return found;
  });
  const folder = async (): Promise<string> => (await place()).folder;
  const recordings = once(async () => recordingsIn(await folder()));
  // Sessions see private ones too; what copies, exports or lists recordings does not.
  const secretive = new PrivateStorage(storage);
  const ofSessions = once(
    async () => new Recordings({ storage: secretive, clock, platform, root: await folder() }),
  );
  const scan = new TextScan(ports);
  let listening: Receiver | undefined;
  const spanTarget = (): Readonly<Record<string, string>> =>
    TAKEN.some((name) => ports.env[name] !== undefined) ? {} : (listening?.variables ?? {});
  const sessions = new Sessions({
    spanTarget,
    scan,
    ports,
    ids,
    models,
    credentials,
    recordings: ofSessions,
    keepInMemory: (path) => secretive.keepInMemory(path),
    ledger,
    toolProviders,
    onOpened: () => emergencyStop.obey(),
  });
  const emergencyStop = new EmergencyStop(new StopSwitch({ storage, clock, home: places.home }), sessions);
  const index = once(
    async () =>
      new IndexClient({ workers: ports.workers, log: ports.log, root: await folder(), zone: clock.zone }),
  );
  const receiver = once(async () => {
    const root = await folder();
    const token = await workspaceToken(storage, random, root);
    return (listening = new Receiver({ ports, root, held: () => credentials.held, token }));
  });
  const stored = async (): Promise<{ root: string; recordings: Recordings }> => ({
    root: await folder(),
    recordings: await recordings(),
  });
  const exporter = new Exporter(ports, stored);
  const retention = new Retention(ports, stored);
  return {
    ports,
    index,
    receiver,
    playback: (source, onProgress) => openPlayback({ ports, sessions, receiver }, source, onProgress),
    get receiverNow() {
      return listening;
    },
    exporter,
    retention,
    remoteTraces: new RemoteTraces(ports),
    dashboard: new Dashboard({ ports, folder, index, receiver }),
    clean: (text) => new Redactor(() => credentials.held).redact(text).text,
    models,
    sessions,
    credentials,
    emergencyStop,
    replay: new Replays({ ports, sessions, credentials }),
    undo: new TurnUndo({ ports, sessions, recordings: ofSessions }),
    shares: new Shares({ ports, ids, sessions, models, credentials, recordings: ofSessions }),
    forks: new Forks({ ports, ids, sessions, models, credentials, recordings }),
    mcp,
    ledgers,
    storage: folder,
    place,
    agents: () => readAgents(ports.files),
    budget: (kind) => ledgers[kind].status(),
    async dispose() {
      emergencyStop.dispose();
      exporter.dispose();
      retention.dispose();
      try {
        await sessions.closeAll();
      } finally {
        models.dispose();
        scan.dispose();
        await mcp.dispose();
        if (index.made) (await index()).dispose();
        if (receiver.made) await (await receiver()).close();
        await Promise.all(Object.values(ledgers).map((each) => each.close()));
      }
    },
  };
}

/** Where tools come from besides the built-in ones. */
const toolProvidersOf = ({ editorTools: editor, clock, settings }: Ports): readonly ToolProvider[] =>
  editor === undefined ? [] : [editorTools({ editor, clock, settings })];

interface Once<T> {
  (): Promise<T>;
  readonly made: boolean;
}

/** Runs `make` at the first call; after a failure the next call tries again. */
function once<T>(make: () => Promise<T>): Once<T> {
  let made: Promise<T> | undefined;
  const get = (): Promise<T> => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
  return Object.defineProperty(get, "made", { get: () => made !== undefined }) as Once<T>;
}
