import type { Approvals } from "./approvals.ts";
import type { EditorModels, EditorTools } from "./editor.ts";
import type { Settings } from "./settings.ts";
import type { EpochMs, Ms } from "./units.ts";

/**
 * The outside world as the engine sees it. No room reads the clock, randomness, the environment,
 * files or the network but through one of these.
 */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly storage: Storage;
  readonly places: Places;
  readonly files: Files;
  readonly processes: Processes;
  readonly programs: Programs;
  readonly workers: Workers;
  readonly secrets: Secrets;
  readonly approvals: Approvals;
  /** What the editor around us offers; absent where there is none. */
  readonly editorModels?: EditorModels;
  readonly editorTools?: EditorTools;
  readonly settings: SettingsSource;
  readonly fetch: typeof fetch;
  readonly grpc: GrpcCall;
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: PlatformInfo;
  /**
   * Names of MCP servers that may start here, and no others do. Absent where a person can be asked:
   * then those start that they have allowed.
   */
  readonly allowMcp?: readonly string[];
}

/** A unary gRPC call. Never throws: what cannot be reached is status 14 (unavailable). */
export type GrpcCall = (
  request: {
    /** `http://host:port` or `https://…`. */
    readonly url: string;
    /** `/package.Service/Method`. */
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly message: Uint8Array;
  },
  signal: AbortSignal,
) => Promise<{
  readonly status: number;
  readonly message: string;
  /** The message that was answered, uncompressed; absent where there was none. */
  readonly reply?: Uint8Array;
}>;

export interface Disposable {
  dispose(): void;
}

export interface Clock {
  now(): EpochMs;
  /** Never goes back; only differences mean something. */
  monotonic(): Ms;
  /** @throws an AbortError when the signal fires first. */
  sleep(duration: Ms, signal?: AbortSignal): Promise<void>;
  /** Calls `action` once after `delay` unless disposed before. */
  timer(delay: Ms, action: () => void): Disposable;
  /** IANA name of the local time zone. */
  readonly zone: string;
}

export interface Random {
  bytes(count: number): Uint8Array;
  /** Uniform in [0, 1). */
  next(): number;
}

/** Where data lies. All absolute paths. */
export interface Places {
  /** The per-user home: registry, ledgers, sessions without a folder. */
  readonly home: string;
  /** The storage folder that VS Code offers for this workspace, where there is one. */
  readonly workspaceStorage?: string;
  /** What the open workspace is, for the registry: workspace file, else its folders. */
  readonly workspace?: WorkspaceIdentity;
}

export interface WorkspaceIdentity {
  readonly file?: string;
  readonly folders: readonly string[];
}

/** Our own files: private to the user (0600, folders 0700), absolute paths. */
export interface Storage {
  /** Creates missing parent folders. Appends are single writes at the end of the file. */
  appender(path: string): Promise<Appender>;
  /** Bytes from `offset` to the end, at most `length`. Empty where the file ends before. */
  read(path: string, offset?: number, length?: number): Promise<Uint8Array>;
  /** Undefined where it does not exist. */
  size(path: string): Promise<number | undefined>;
  /** Temp file, fsync, rename. */
  replace(path: string, content: Uint8Array): Promise<void>;
  /** False where the file exists already; then nothing is written. */
  createExclusive(path: string, content: Uint8Array): Promise<boolean>;
  /** A file or a folder with all it holds. No error where it does not exist. */
  remove(path: string): Promise<void>;
  /** Names in a folder; empty where it does not exist. */
  list(path: string): Promise<readonly string[]>;
  /** The name of the network file system that a path lies on (`nfs`); undefined where it is local, or not known. */
  networkOf(path: string): Promise<string | undefined>;
  /** Fires, perhaps late and more than once, after something in the folder changed: which entry, where that is known. */
  watch(path: string, changed: (name?: string) => void): Disposable;
}

export interface Appender {
  /**
   * Hands the bytes to the operating system in one write at the end of the file.
   * @throws where not all of them were written.
   */
  append(bytes: Uint8Array): Promise<void>;
  /** Waits until what was appended is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A file of the workspace as a tool sees it. In VS Code an open document's text is what counts. */
export interface Files {
  /** Absolute paths of the open folders; the first is the default for relative paths. */
  readonly roots: readonly string[];
  /** Whether tools may write, execute and use the network here (VS Code's workspace trust). */
  readonly trusted: boolean;
  /** The real path, links resolved, of an existing file or folder; undefined where there is none. */
  realPath(path: string): Promise<string | undefined>;
  stat(path: string): Promise<FileStat | undefined>;
  list(folder: string): Promise<readonly FolderEntry[]>;
  /**
   * At most `maxBytes` from `offset`. `realPath` is that of the opened file itself, for a check that
   * nobody can outrun by swapping a link.
   */
  read(path: string, offset: number, maxBytes: number): Promise<FileContent>;
  /**
   * The text of an open document with unsaved changes, which is what the person sees; undefined where
   * the file is not open or not dirty.
   */
  openText(path: string): string | undefined;
  /**
   * Writes the whole text, through the editor's undo stack where there is one. The file's text must
   * still be `expected` (undefined: it must not exist).
   * @throws StaleFileError otherwise.
   */
  write(path: string, expected: string | undefined, text: string): Promise<void>;
  /**
   * Deletes a file, through the editor's undo stack where there is one.
   * @throws StaleFileError where its text is not `expected`.
   */
  remove(path: string, expected: string): Promise<void>;
}

export class StaleFileError extends Error {
  override readonly name = "StaleFileError";
}

export interface FileStat {
  readonly kind: "file" | "folder" | "other";
  readonly size: number;
  readonly modified: EpochMs;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
}

export interface FileContent {
  readonly bytes: Uint8Array;
  /** Of the whole file. */
  readonly size: number;
  readonly realPath: string;
}

export interface Processes {
  /** Runs a command line in the platform's shell. On abort or time-out it and its children die. */
  run(options: RunCommand): Promise<CommandResult>;
}

export interface RunCommand {
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeout: Ms;
  readonly signal: AbortSignal;
  /** Standard output and error in the order of arrival. */
  readonly output: (text: string) => void;
}

export interface CommandResult {
  /** Absent where a signal ended it. */
  readonly exitCode?: number;
  readonly signal?: string;
  readonly timedOut: boolean;
}

/** Programs that run for long and are talked to, such as MCP servers. */
export interface Programs {
  /** Starts a program without a shell. It and its children end with our own process. */
  start(options: StartProgram): RunningProgram;
}

export interface StartProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly output: (bytes: Uint8Array) => void;
  readonly errors: (text: string) => void;
}

export interface RunningProgram {
  /** Why it ended, for a person; settles once. */
  readonly ended: Promise<string>;
  /** Resolves when more can be written. What an ended program is told is lost. */
  write(text: string): Promise<void>;
  /** Closes its input, then asks it, then forces it and its children to end. */
  stop(): Promise<void>;
}

/** Worker threads by the name of their entry in `src/workers/`. */
export interface Workers {
  start(name: WorkerName): WorkerChannel;
}

export type WorkerName = "index" | "audit" | "receiver" | "scan" | "playback";

export interface WorkerChannel extends Disposable {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The thread ended or could not start. */
  onFailure(listener: (error: Error) => void): void;
}

export interface Secrets {
  get(name: SecretName): Promise<string | undefined>;
  set(name: SecretName, value: string): Promise<void>;
  remove(name: SecretName): Promise<void>;
}

/** A key belongs to the origin that it was entered for; `origins` lists those for which there is one. */
export type SecretName = `anthropic:${string}` | `traces:${string}` | `export:${string}` | "origins";

export interface SettingsSource {
  readonly current: Settings;
  onChange(listener: (settings: Settings) => void): Disposable;
}

export interface Log {
  debug(message: string, detail?: unknown): void;
  info(message: string, detail?: unknown): void;
  warn(message: string, detail?: unknown): void;
  error(message: string, detail?: unknown): void;
}

export interface PlatformInfo {
  /** Our own version. */
  readonly version: string;
  /** `linux`, `darwin`, `win32`. */
  readonly os: string;
  readonly pid: number;
  readonly hostname: string;
  /** What this process is, for a sentence that another one shows: “a VS Code window”. */
  readonly program?: string;
  /** When the process of this pid started, as the system says it; absent where it cannot be known. */
  processStart(pid: number): Promise<string | undefined>;
  /** Whether a process with this pid runs. */
  isRunning(pid: number): boolean;
}
