import type { TraceContract } from "../../protocol/trace.ts";
import { RequestError, type Host } from "../kit/connection.ts";
import type { TraceModel } from "./traceModel.ts";

/** What can be done with the selected span, wherever the keyboard is. */
export interface SpanActions {
  readonly copy: (below: boolean) => void;
  readonly openSource: () => void;
}

export function spanActions(
  host: Host<TraceContract>,
  model: TraceModel,
  said: (words: string) => void,
): SpanActions {
  const act = (work: (span: number) => Promise<string>): void => {
    if (model.selected === undefined) return said("Select a span first.");
    work(model.selected).then(said, (error: Error) =>
      said(error instanceof RequestError ? `${error.message} ${error.advice}` : error.message),
    );
  };
  return {
    copy: (below) =>
      act(async (span) => {
        const { spans } = await host.request("copySpans", { ...model.context(span), below });
        return spans === 1
          ? "Copied the span as JSON."
          : `Copied ${spans.toLocaleString("en-US")} spans as JSON.`;
      }),
    openSource: () =>
      act(async (span) => {
        await host.request("openSource", model.context(span));
        return "";
      }),
  };
}
