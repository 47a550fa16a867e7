import { ATTR } from "../core/attributes.ts";
import type { FlightdeckError } from "../core/failure.ts";
import type { ModelInfo, ModelResponse, Provider } from "../core/model.ts";
import type { LiveSpan } from "../core/telemetry.ts";
import { addCost, cacheHitRate, NO_COST, promptTokens, type Cost, type CostSum } from "../core/usage.ts";
import type { TurnContext } from "./loop.ts";

const PROVIDERS: Readonly<Record<Provider, string>> = {
  anthropic: "anthropic",
  simulated: "flightdeck.simulated",
  vscode: "vscode.lm",
};

/** The span of one model call, all its attempts included, by OpenTelemetry's GenAI conventions. */
export class ChatSpan {
  readonly live: LiveSpan;
  #cost: CostSum = NO_COST;

  constructor(context: TurnContext, model: ModelInfo, maxTokens: number, step: number) {
    this.live = context.tracer.start(`chat ${model.id}`, {
      parent: context.span.context,
      kind: "client",
      attributes: {
        [ATTR.operation]: "chat",
        [ATTR.provider]: PROVIDERS[model.provider],
        [ATTR.requestModel]: model.id,
        [ATTR.requestMaxTokens]: maxTokens,
        [ATTR.conversation]: context.session,
        [ATTR.step]: step,
      },
    });
  }

  addCost(cost: Cost): void {
    this.#cost = addCost(this.#cost, cost);
    this.live.set({
      [ATTR.metering]: cost.metering,
      [ATTR.costNanoUsd]: cost.metering === "simulated" ? this.#cost.simulatedNanoUsd : this.#cost.nanoUsd,
    });
  }

  end(response: ModelResponse, failure: FlightdeckError | undefined): void {
    const { usage, timeToFirstToken } = response;
    this.live.set({
      [ATTR.responseModel]: response.model,
      [ATTR.responseId]: response.id,
      [ATTR.finishReasons]: [response.stopReason],
      [ATTR.timeToFirstChunk]: timeToFirstToken === undefined ? undefined : timeToFirstToken / 1000,
      [ATTR.inputTokens]: promptTokens(usage),
      [ATTR.outputTokens]: usage.output,
      [ATTR.cacheHitRate]: cacheHitRate(usage),
      [ATTR.cacheReadTokens]: usage.cacheRead || undefined,
      [ATTR.cacheWriteTokens]: usage.cacheWrite5m + usage.cacheWrite1h || undefined,
    });
    if (failure !== undefined) this.live.fail(failure, failure.failure);
    this.live.end();
  }

  fail(failure: FlightdeckError): void {
    this.live.fail(failure, failure.failure);
    this.live.end();
  }
}
