import type { TraceId } from "../../core/ids.ts";
import type { Arrived } from "../../views/connect.ts";
import { formatCount } from "../../views/figures.ts";
import { formatCost } from "../../views/format.ts";
import { Button } from "../kit/button.tsx";
import { Icon } from "../kit/icon.tsx";
import "./status.css";

interface StatusProps {
  readonly port: number;
  readonly arrived: Arrived | undefined;
  readonly onOpen: (trace: TraceId) => void;
}

/** Whether something has come since the page was opened. */
export function Status({ port, arrived, onOpen }: StatusProps) {
  return (
    <div class={`connect-status${arrived ? " connect-arrived" : ""}`} role="status">
      {arrived === undefined ? (
        <>
          <Icon name="loading" class="codicon-modifier-spin" />
          <span class="connect-status-text">
            Waiting for the first span on 127.0.0.1:{port} (gRPC, HTTP/protobuf, HTTP/JSON)…
          </span>
        </>
      ) : (
        <>
          <Icon name="pass-filled" />
          <span class="connect-status-text">{describe(arrived)}</span>
          <Button primary onClick={() => onOpen(arrived.trace)}>
            Open Trace
          </Button>
        </>
      )}
    </div>
  );
}

function describe({ name, service, spans, calls, cost, claimed }: Arrived): string {
  const figures = [formatCount(spans, "span"), calls > 0 && formatCost(cost)];
  const from = service || "a program without a name";
  const said = `Spans arrived from ${from}: ${name} (${figures.filter(Boolean).join(", ")}).`;
  return claimed ? said : `${said} Nobody has claimed this service, so what it says is not kept.`;
}
