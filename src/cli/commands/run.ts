import type { TurnResult } from "../../agent/loop.ts";
import type { Session } from "../../agent/session.ts";
import type { SessionId } from "../../core/ids.ts";
import type { Clock, Disposable } from "../../core/ports.ts";
import type { Ms } from "../../core/units.ts";
import type { Engine } from "../../engine.ts";
import { explain, FlightdeckError } from "../../core/failure.ts";
import { TurnReportFold } from "../../views/turnReport.ts";
import { jsonLine, type ExitCode, type Io } from "../io.ts";
import { JsonReporter } from "../run/jsonReporter.ts";
import { TextReporter } from "../run/textReporter.ts";
import type { Reporter, SessionEvent, TurnLine } from "../run/turnLine.ts";

export interface RunOptions {
  /** Undefined: the session goes on from its last complete step. */
  readonly prompt: string | undefined;
  readonly session: string | undefined;
  readonly agent: string | undefined;
  readonly model: string | undefined;
  readonly json: boolean;
  readonly timeout: Ms | undefined;
}

/** Runs one turn. Text goes to standard output, everything else to standard error; with `json` all is lines of JSON. */
export async function run(engine: Engine, options: RunOptions, io: Io): Promise<ExitCode> {
  try {
    return await runTurn(engine, options, io);
  } catch (error) {
    if (!options.json || !(error instanceof FlightdeckError)) throw error;
    const status = error.failure === "cancelled" ? "stopped" : "failed";
    jsonLine(io, { ...NOT_BEGUN, status, sessionId: options.session, ...failureFields(error) });
    return 1;
  }
}

async function runTurn(engine: Engine, options: RunOptions, io: Io): Promise<ExitCode> {
  const { prompt } = options;
  const session = await openSession(engine, options);
  return reportedTurn(
    session,
    {
      ...options,
      clock: engine.ports.clock,
      begin: () => (prompt === undefined ? session.goOn() : session.send(prompt)),
    },
    io,
  );
}

export interface ReportedTurn {
  readonly json: boolean;
  readonly timeout: Ms | undefined;
  readonly clock: Clock;
  readonly begin: () => Promise<TurnResult>;
}

/** Runs one turn of an open session and reports it as `run` does. */
export async function reportedTurn(
  session: Session,
  { json, timeout, clock, begin }: ReportedTurn,
  io: Io,
): Promise<ExitCode> {
  const reporter: Reporter = json ? new JsonReporter(io) : new TextReporter(io);
  let traceId: string | undefined;
  const report = new TurnReportFold();
  session.subscribe((event) => {
    traceId ??= traceOf(event);
    if ("line" in event) report.take(event.line);
    reporter.event(event);
  });
  const stop = (): void => {
    if (!json) io.terminal?.busy("stopping; Ctrl-C again ends at once");
    session.stop();
  };
  io.interrupted.addEventListener("abort", stop);
  const limit = timeout && endAfter(timeout, session, clock);
  try {
    const sending = begin();
    if (io.interrupted.aborted) stop();
    const result = await sending;
    reporter.end({
      ...turnLine(session, result),
      traceId,
      ...report.report(),
      ...(result.failure && failureFields(result.failure)),
    });
    if (result.failure !== undefined && !json) io.err(`${explain(result.failure)}\n`);
    return result.failure === undefined ? 0 : 1;
  } finally {
    io.interrupted.removeEventListener("abort", stop);
    limit?.dispose();
    io.terminal?.idle();
  }
}

function turnLine(session: Session, { failure, text, usage, cost, steps }: TurnResult) {
  const simulated = session.model.provider === "simulated";
  return {
    type: "turn",
    status: failure === undefined ? "done" : failure.failure === "cancelled" ? "stopped" : "failed",
    text,
    sessionId: session.id,
    model: session.model.id,
    usage,
    costNanoUsd: simulated ? cost.simulatedNanoUsd : cost.nanoUsd,
    simulated,
    unpriced: cost.unpriced,
    steps,
  } as const;
}

const endAfter = (timeout: Ms, session: Session, clock: Clock): Disposable =>
  clock.timer(timeout, () => {
    const text = `The turn took longer than ${timeout / 1_000} seconds.`;
    session.stop({
      why: new FlightdeckError("timeout", text, { advice: "Raise --timeout, or ask for less." }),
    });
  });

const traceOf = (event: SessionEvent): string | undefined =>
  "line" in event && event.line.type === "span" ? event.line.data.traceId : undefined;

const failureFields = ({ failure, message, advice }: FlightdeckError) => ({ failure, message, advice });

async function openSession(engine: Engine, { session, agent, model }: RunOptions): Promise<Session> {
  const ref = model === undefined ? undefined : engine.models.refOf(model);
  if (session === undefined) {
    return engine.sessions.create({ ...(agent !== undefined && { agent }), ...(ref && { model: ref }) });
  }
  const opened = await engine.sessions.open(session as SessionId);
  if (ref !== undefined) await opened.switchModel(ref);
  return opened;
}

/** A turn that could not even begin: no such session, an unwritable folder. */
const NOT_BEGUN: TurnLine = {
  type: "turn",
  status: "failed",
  text: "",
  costNanoUsd: 0,
  simulated: false,
  unpriced: 0,
  attempts: [],
  safeguards: [],
};
