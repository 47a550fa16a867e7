import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import type { Programs, RunningProgram, StartProgram } from "../core/ports.ts";
import { LineSplitter } from "./lineSplitter.ts";

/** Bytes of one message. What is longer would only be cut for the model, and costs memory to read. */
export const LARGEST_MESSAGE = 16 << 20;
/** Far more than any server has to say, and few enough to stay responsive. */
const MOST_MESSAGES_PER_SECOND = 1_000;

export interface StdioOptions extends Omit<StartProgram, "output"> {
  readonly programs: Programs;
  /** Milliseconds; only differences count. */
  readonly now: () => number;
}

/** The SDK's transport over a program's standard input and output: a JSON message per line. */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport["onmessage"];
  readonly #options: StdioOptions;
  readonly #lines: LineSplitter;
  #program: RunningProgram | undefined;
  /** Why we ended it ourselves. */
  #refusal: string | undefined;
  #second = 0;
  #messages = 0;

  constructor(options: StdioOptions) {
    this.#options = options;
    this.#lines = new LineSplitter(
      LARGEST_MESSAGE,
      (line) => this.#receive(line),
      (head, tail) => this.#refuse(head, tail),
    );
  }

  start(): Promise<void> {
    const { programs, now: _now, ...program } = this.#options;
    this.#program = programs.start({ ...program, output: (bytes) => this.#lines.add(bytes) });
    void this.#follow(this.#program);
    return Promise.resolve();
  }

  async #follow({ ended }: RunningProgram): Promise<void> {
    const why = await ended;
    this.onerror?.(new Error(this.#refusal ?? why));
    this.onclose?.();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#program?.write(`${JSON.stringify(message)}\n`);
  }

  async close(): Promise<void> {
    await this.#program?.stop();
  }

  #receive(line: string): void {
    this.#count();
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      // Servers print greetings and warnings to standard output, although they should not.
      this.#options.errors(`${line}\n`);
      return;
    }
    if (isMessage(message)) this.onmessage?.(message);
  }

  /** Who asked is told, so that the server and its other calls can go on. */
  #refuse(head: string, tail: string): void {
    this.#count();
    const id =
      /"id":\s*("[^"]{1,100}"|\d+)/.exec(head.slice(0, 200))?.[1] ??
      /"id":\s*("[^"]{1,100}"|\d+)\s*\}$/.exec(tail)?.[1];
    const megabytes = LARGEST_MESSAGE >> 20;
    const message = `The server sent more than ${megabytes} MB in one message, which was not read.`;
    if (id === undefined) this.#end(message);
    else
      this.onmessage?.({
        jsonrpc: "2.0",
        id: JSON.parse(id) as string | number,
        error: { code: -32_000, message },
      });
  }

  #count(): void {
    const second = Math.floor(this.#options.now() / 1_000);
    if (second !== this.#second) this.#messages = 0;
    this.#second = second;
    if (++this.#messages === MOST_MESSAGES_PER_SECOND)
      this.#end(`The server sent more than ${MOST_MESSAGES_PER_SECOND} messages in a second.`);
  }

  #end(why: string): void {
    this.#refusal = why;
    this.#lines.stop();
    void this.close();
  }
}

const isMessage = (value: unknown): value is JSONRPCMessage =>
  typeof value === "object" && value !== null && "jsonrpc" in value;
