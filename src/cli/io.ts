/** The command line's surroundings; only `main.ts` knows the real ones. */
export interface Io {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Fires when the person presses Ctrl-C or the process is asked to end. */
  readonly interrupted: AbortSignal;
  /** The folder of the bundles, where worker threads are found. */
  readonly dist: string;
  readonly version: string;
  /** Absent where nobody looks at standard error: a pipe, a file, CI. */
  readonly terminal?: Terminal;
}

/** The screen that a person looks at, where standard error goes. */
export interface Terminal {
  /** Whether it shows colours and the person wants them. */
  readonly colors: boolean;
  /** Whether standard output goes there too. */
  readonly showsOutput: boolean;
  /** Says beside a moving sign what goes on, until it is told something else. */
  busy(text: string): void;
  idle(): void;
  /**
   * Asks for a line; absent where nobody can type one. Undefined: there will be no more (Ctrl-D).
   * @throws an AbortError when the signal fires first.
   */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** 0 done, 1 it failed, 2 wrong usage, 3 the audit found nothing to judge. */
export type ExitCode = 0 | 1 | 2 | 3;

/** The call's words are wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** One JSON object per line. */
export const jsonLine = (io: Io, value: object): void => io.out(`${JSON.stringify(value)}\n`);
