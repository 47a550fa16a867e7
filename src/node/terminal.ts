import { createInterface } from "node:readline";
import type { ReadStream, WriteStream } from "node:tty";
import yoctoSpinner from "yocto-spinner";

export interface TerminalStreams {
  readonly input: NodeJS.ReadableStream & Partial<Pick<ReadStream, "isTTY">>;
  readonly output: NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY">>;
  readonly error: WriteStream;
}

/** The terminal that standard error goes to. It keeps the moving sign apart from all that is written. */
class NodeTerminal {
  readonly colors: boolean;
  readonly showsOutput: boolean;
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string | undefined>;
  readonly #streams: TerminalStreams;
  readonly #spinner: ReturnType<typeof yoctoSpinner>;
  readonly #moves: boolean;
  #text: string | undefined;

  /** @param interrupt what Ctrl-C does while a question is open and the terminal sends no signal. */
  constructor(
    streams: TerminalStreams,
    env: Readonly<Record<string, string | undefined>>,
    interrupt: () => void,
  ) {
    const { input, output, error } = streams;
    this.#streams = streams;
    this.colors = error.hasColors(env);
    this.showsOutput = output.isTTY === true;
    this.#moves = env["TERM"] !== "dumb" && env["CI"] === undefined;
    // Its own handling of signals would end the process in the middle of a turn.
    this.#spinner = yoctoSpinner({ stream: error, handleSignals: false });
    if (input.isTTY) this.ask = (question, signal) => this.#ask(question, signal, interrupt);
  }

  busy(text: string): void {
    this.#text = text;
    if (!this.#moves) return;
    if (this.#spinner.isSpinning) this.#spinner.text = text;
    else this.#spinner.start(text);
  }

  idle(): void {
    this.#text = undefined;
    this.#spinner.stop();
  }

  async #ask(question: string, signal: AbortSignal, interrupt: () => void): Promise<string | undefined> {
    signal.throwIfAborted();
    const before = this.#text;
    this.idle();
    const { input, error } = this.#streams;
    const lines = createInterface({ input, output: error });
    lines.on("SIGINT", interrupt);
    const settled = new AbortController();
    try {
      return await new Promise((resolve, reject) => {
        const aborted = (): void => reject(signal.reason as Error);
        signal.addEventListener("abort", aborted, { signal: settled.signal });
        lines.on("close", () => resolve(undefined));
        lines.question(question, resolve);
      });
    } finally {
      settled.abort();
      lines.close();
      if (before !== undefined && !signal.aborted) this.busy(before);
    }
  }
}

/** The terminal, where standard error is one. */
export function nodeTerminal(
  process: Pick<NodeJS.Process, "stdin" | "stdout" | "stderr" | "env">,
  interrupt: () => void,
): NodeTerminal | undefined {
  const { stdin, stdout, stderr, env } = process;
  return stderr.isTTY
    ? new NodeTerminal({ input: stdin, output: stdout, error: stderr }, env, interrupt)
    : undefined;
}
