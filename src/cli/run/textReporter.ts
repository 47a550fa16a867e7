import { ATTR } from "../../core/attributes.ts";
import type { LiveEvent } from "../../core/live.ts";
import type { SpanRecord, ToolRecord } from "../../core/lines.ts";
import type { MissingServer } from "../../core/mcp.ts";
import { nanoUsd } from "../../core/units.ts";
import { formatUsd } from "../../core/money.ts";
import { formatCount, formatDuration } from "../../views/figures.ts";
import type { Io } from "../io.ts";
import { missingText, waitingText } from "../../views/missingServers.ts";
import { brief, painter, visible, type Paint } from "../style.ts";
import type { Reporter, SessionEvent, TurnLine } from "./turnLine.ts";

/** For people: the answer on standard output, what else happens on standard error. */
export class TextReporter implements Reporter {
  readonly #io: Io;
  readonly #paint: Paint;
  #inText = false;

  constructor(io: Io) {
    this.#io = io;
    this.#paint = painter(io);
  }

  end(turn: TurnLine): void {
    this.#io.terminal?.idle();
    this.#newLine();
    const { status, costNanoUsd, simulated, unpriced, steps } = turn;
    const cost = unpriced > 0 ? "unpriced" : formatUsd(nanoUsd(costNanoUsd));
    const figures = [formatCount(Number(steps), "step"), `${cost}${simulated ? " (simulated)" : ""}`];
    const word = this.#paint(status === "done" ? "green" : "red", status);
    this.#io.err(`${word} · ${figures.join(" · ")}\n`);
    if (this.#io.terminal !== undefined) {
      const next = `Go on: agent-flightdeck run --session ${turn.sessionId ?? "ID"} --prompt TEXT`;
      this.#io.err(`${this.#paint("dim", next)}\n`);
    }
  }

  event(event: SessionEvent): void {
    if ("live" in event) return this.#live(event.live);
    const { line } = event;
    if (line.type === "session") for (const server of line.data.missingServers ?? []) this.#missing(server);
    if (line.type === "tool") this.#tool(line.data);
    if (line.type === "span" && line.data.phase === "started") this.#step(line.data);
    if (line.type === "message" && line.data.role === "assistant") this.#newLine();
  }

  #live(live: LiveEvent): void {
    if (live.type === "text") {
      this.#inText = true;
      this.#io.out(this.#io.terminal?.showsOutput ? visible(live.text) : live.text);
    }
    if (live.type === "waiting_for_servers") {
      const text = waitingText(live.servers);
      if (text !== undefined) this.#io.terminal?.busy(visible(text));
    }
    if (live.type === "waiting") {
      this.#note(`${this.#paint("yellow", "…")} ${visible(live.text)}`);
      this.#io.terminal?.busy("waiting");
    }
  }

  /** What the moving sign says. */
  #step({ attributes }: Extract<SpanRecord, { phase: "started" }>): void {
    const operation = attributes[ATTR.operation];
    if (operation === "chat")
      this.#io.terminal?.busy(`${visible(String(attributes[ATTR.requestModel]))} is thinking`);
    if (operation === "execute_tool") {
      const what = `${String(attributes[ATTR.toolName])} ${String(attributes[ATTR.toolTitle] ?? "")}`;
      this.#io.terminal?.busy(brief(what));
    }
  }

  #missing(server: MissingServer): void {
    const { text, advice } = missingText(server);
    this.#note(`${this.#paint("yellow", "!")} ${visible(`${text} ${advice}`)}`);
  }

  #tool({ name, title, text, isError, duration }: ToolRecord): void {
    const mark = isError ? this.#paint("red", "✗") : this.#paint("green", "✓");
    const lines = text.trimEnd().split("\n").length;
    const result = isError || lines === 1 ? brief(text) : formatCount(lines, "line");
    const rest = [formatDuration(duration), result || "nothing"].join(" · ");
    this.#note(`${mark} ${visible(`${name} ${title}`).trim()} ${this.#paint("dim", `· ${rest}`)}`);
  }

  #note(text: string): void {
    this.#newLine();
    this.#io.err(`${text}\n`);
  }

  #newLine(): void {
    if (this.#inText) this.#io.out("\n");
    this.#inText = false;
  }
}
