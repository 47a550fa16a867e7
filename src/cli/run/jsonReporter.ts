import { jsonLine, type Io } from "../io.ts";
import type { Reporter, SessionEvent, TurnLine } from "./turnLine.ts";

/** One JSON object per line on standard output: `missing_server`, `text`, `tool`, `decision`, `waiting`, the `turn` last. */
export class JsonReporter implements Reporter {
  readonly #io: Io;

  constructor(io: Io) {
    this.#io = io;
  }

  end(turn: TurnLine): void {
    jsonLine(this.#io, turn);
  }

  event(event: SessionEvent): void {
    if ("live" in event) {
      const { live } = event;
      if (live.type === "text") jsonLine(this.#io, { type: "text", text: live.text });
      if (live.type === "waiting")
        jsonLine(this.#io, { type: "waiting", failure: live.reason, text: live.text, until: live.until });
      return;
    }
    const { line } = event;
    if (line.type === "session")
      for (const { server, state, reason } of line.data.missingServers ?? [])
        jsonLine(this.#io, { type: "missing_server", server, state, reason });
    if (line.type === "tool") {
      const { call, name, title, input, text: result, isError, failure, duration: durationMs } = line.data;
      jsonLine(this.#io, {
        type: "tool",
        call,
        name,
        title,
        input,
        result,
        isError,
        failure,
        durationMs,
      });
    }
    if (line.type === "decision" && line.data.safeguard !== "budget")
      jsonLine(this.#io, { ...line.data, type: "decision" });
  }
}
