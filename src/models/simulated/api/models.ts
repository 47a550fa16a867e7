import type Anthropic from "@anthropic-ai/sdk";
import type { ModelInfo } from "../../../core/model.ts";

/** The models that the simulation offers. The small one is a target for fallbacks. */
export const SIMULATED_MODELS: readonly ModelInfo[] = [
  {
    id: "simulated",
    provider: "simulated",
    label: "Simulated (no key, no cost)",
    contextWindow: 200_000,
    maxOutput: 64_000,
  },
  {
    id: "simulated-small",
    provider: "simulated",
    label: "Simulated small (no key, no cost)",
    contextWindow: 60_000,
    maxOutput: 32_000,
  },
];

export const findSimulatedModel = (id: string): ModelInfo | undefined =>
  SIMULATED_MODELS.find((model) => model.id === id);

/** The model as `GET /v1/models` describes it. */
export const modelEntry = (model: ModelInfo): Anthropic.ModelInfo => ({
  type: "model",
  id: model.id,
  display_name: model.label,
  created_at: "2026-11-01T00:00:00Z",
  capabilities: null,
  deprecated_at: null,
  lifecycle: "active",
  line: null,
  max_input_tokens: model.contextWindow,
  max_tokens: model.maxOutput,
  retires_at: null,
});

export const modelPage = (): object => ({
  data: SIMULATED_MODELS.map(modelEntry),
  first_id: SIMULATED_MODELS[0]?.id,
  has_more: false,
  last_id: SIMULATED_MODELS.at(-1)?.id,
});
