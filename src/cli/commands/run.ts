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
  readonly prompt: string;
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
  const session = await openSession(engine, options);
  const reporter: Reporter = options.json ? new JsonReporter(io) : new TextReporter(io);
  let traceId: string | undefined;
  const report = new TurnReportFold();
  session.subscribe((event) => {
    traceId ??= traceOf(event);
    if ("line" in event) report.take(event.line);
    reporter.event(event);
  });
  const stop = (): void => {
    if (!options.json) io.terminal?.busy("stopping; Ctrl-C again ends at once");
    session.stop();
  };
  io.interrupted.addEventListener("abort", stop);
  const limit = options.timeout && endAfter(options.timeout, session, engine.ports.clock);
  try {
    const sending = session.send(options.prompt);
    if (io.interrupted.aborted) stop();
    const result = await sending;
    const status =
      result.failure === undefined ? "done" : result.failure.failure === "cancelled" ? "stopped" : "failed";
    reporter.end({
      type: "turn",
      status,
      text: result.text,
      sessionId: session.id,
      traceId,
      model: session.model.id,
      usage: result.usage,
      costNanoUsd:
        session.model.provider === "simulated" ? result.cost.simulatedNanoUsd : result.cost.nanoUsd,
      simulated: session.model.provider === "simulated",
      unpriced: result.cost.unpriced,
      steps: result.steps,
      ...report.report(),
      ...(result.failure && failureFields(result.failure)),
    });
    if (result.failure !== undefined && !options.json) io.err(`${explain(result.failure)}\n`);
    return result.failure === undefined ? 0 : 1;
  } finally {
    io.interrupted.removeEventListener("abort", stop);
    limit?.dispose();
    io.terminal?.idle();
  }
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
