import type { TraceId } from "../../../src/core/ids.ts";
import type { Handlers } from "../../../src/protocol/channel.ts";
import type { ConnectContract } from "../../../src/protocol/connect.ts";
import { nanoUsd } from "../../../src/core/units.ts";
import { NO_COST } from "../../../src/core/usage.ts";
import type { Arrived, ConnectView } from "../../../src/views/connect.ts";
import { browser, HostError, installHost } from "../fakeHost.ts";
import { applyTheme, asked } from "../page.ts";

applyTheme();
const name = asked("scenario", "waiting");

const arrived: Arrived = {
  trace: "0af7651916cd43dd8448eb211c80319c" as TraceId,
  name: "agent.run",
  service: "support-bot",
  spans: 3,
  calls: 1,
  cost: { ...NO_COST, nanoUsd: nanoUsd(400_000) },
  claimed: name !== "unclaimed",
};

const view: ConnectView = {
  port: 41_732,
  variables: {
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:41732",
    OTEL_EXPORTER_OTLP_HEADERS: "x-flightdeck-workspace=1f0e2d3c4b5a69788796a5b4c3d2e1f0",
    OTEL_SEMCONV_STABILITY_OPT_IN: "gen_ai_latest_experimental",
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "true",
  },
  ...(name === "taken" && {
    taken: { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://collector.example:4318" },
  }),
  ...((name === "arrived" || name === "unclaimed") && { arrived }),
};

let failures = name === "failing" ? 1 : 0;
const handlers: Handlers<ConnectContract> = {
  open: () => {
    if (failures-- > 0) throw new HostError("Cannot listen: EACCES.", "Look at the log.");
    return view;
  },
  copy: () => undefined,
  openTrace: () => undefined,
};

browser.preview = installHost<ConnectContract>(handlers);
