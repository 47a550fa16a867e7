export { createSimulatedFetch, SESSION_HEADER, type SimulatedFetchOptions } from "./api/fetch.ts";
export { withDefects } from "./defects.ts";
export { SIMULATED_FAILURES, type SimulatedFailure, type SimulatedFailureName } from "./failures.ts";
export { SIMULATED_MODELS } from "./api/models.ts";
