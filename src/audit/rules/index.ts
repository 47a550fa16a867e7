import { contextTruncation } from "./contextTruncation.ts";
import { dailyBudget } from "./dailyBudget.ts";
import { errorDashboard } from "./errorDashboard.ts";
import { fallbackChain } from "./fallbackChain.ts";
import { injectionDetection } from "./injectionDetection.ts";
import { openTelemetry } from "./openTelemetry.ts";
import { perRequestCost } from "./perRequestCost.ts";
import { retryWithBackoff } from "./retryWithBackoff.ts";
import type { Rule } from "./rule.ts";
import { sessionPersistence } from "./sessionPersistence.ts";
import { toolArguments } from "./toolArguments.ts";

/** The checklist, in the order of its items. */
export const RULES: readonly Rule[] = [
  perRequestCost,
  dailyBudget,
  openTelemetry,
  errorDashboard,
  injectionDetection,
  toolArguments,
  sessionPersistence,
  contextTruncation,
  retryWithBackoff,
  fallbackChain,
];
