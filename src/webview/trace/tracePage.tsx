import type { TraceContract } from "../../protocol/trace.ts";
import { Button } from "../kit/button.tsx";
import type { Host } from "../kit/connection.ts";
import { ErrorLine } from "../kit/errorLine.tsx";
import { EmptyTrace } from "./emptyTrace.tsx";
import { Loading } from "./loading.tsx";
import "./tracePage.css";
import { useTrace } from "./useTrace.ts";
import { WaterfallPage } from "./waterfallPage.tsx";

/** The trace panel. */
export function TracePage({ host }: { readonly host: Host<TraceContract> }) {
  const trace = useTrace(host);
  const { model, state, error } = trace;
  if (state === "loading") return <Loading text="Opening the trace…" />;
  if (state === "failed") {
    return (
      <div class="trace-failed">
        <ErrorLine error={error} />
        <Button primary onClick={() => trace.open()}>
          Try Again
        </Button>
      </div>
    );
  }
  if (model === undefined) return <EmptyTrace />;
  return <WaterfallPage key={model.trace} host={host} trace={trace} model={model} />;
}
