import type { Engine } from "../../engine.ts";
import { jsonLine, UsageError, type ExitCode, type Io } from "../io.ts";

export interface CollectOptions {
  readonly json: boolean;
  /** One port for all protocols. */
  readonly port?: string | undefined;
  /** Ports of their own, where somebody wants them as a collector has them. */
  readonly grpcPort?: string | undefined;
  readonly httpPort?: string | undefined;
}

/** Receives spans over OTLP until it is interrupted; then everything that arrived is written. */
export async function collect(engine: Engine, options: CollectOptions, io: Io): Promise<ExitCode> {
  const { json } = options;
  const receiver = await engine.receiver();
  const common = options.port === undefined ? undefined : portOf("port", options.port);
  const http = await receiver.listen([portOf("http-port", options.httpPort, common ?? 0)], "all");
  const wanted = options.grpcPort === undefined ? undefined : portOf("grpc-port", options.grpcPort);
  const grpc = wanted === undefined || wanted === http ? http : await receiver.listen([wanted], "all");
  if (json) jsonLine(io, { type: "listening", grpc, http });
  else {
    io.out(`Listening for OTLP on http://127.0.0.1:${http}${grpc === http ? "" : `, gRPC on ${grpc}`}.\n`);
    io.out(
      `Start your program with OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${http}. Ctrl-C ends this.\n`,
    );
  }
  await interrupted(io.interrupted);
  await receiver.stop();
  return 0;
}

function portOf(name: string, text: string | undefined, otherwise = 0): number {
  if (text === undefined) return otherwise;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || text.trim() === "")
    throw new UsageError(`--${name} must be a port from 0 to 65535.`);
  return port;
}

const interrupted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
