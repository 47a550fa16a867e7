import { failureInfo, type FailureClass } from "../core/failure.ts";
import { cacheHitRate, promptTokens } from "../core/usage.ts";
import { leftOutText } from "../core/view.ts";
import { formatDuration, formatTokens } from "./figures.ts";
import { formatCost } from "./format.ts";
import type { SessionStatus } from "./sessionStatus.ts";
import type { EndItem, NoticeItem } from "./transcriptItems.ts";

/** What a notice offers to do about it. */
export type NoticeAction =
  | "skipWait"
  | "stop"
  | "setApiKey"
  | "enterPrice"
  | "openBudgetSettings"
  | "showLog"
  | "newSession"
  | "liftStop";

export const NOTICE_ACTIONS: Readonly<Record<NoticeAction, string>> = {
  skipWait: "Try Now",
  stop: "Stop",
  setApiKey: "Set API Key…",
  enterPrice: "Enter Price…",
  openBudgetSettings: "Open Budget Settings",
  showLog: "Show Log",
  newSession: "New Session",
  liftStop: "Let Agents Run Again",
};

const ACTION_FOR: Partial<Record<FailureClass, NoticeAction>> = {
  authentication: "setApiKey",
  budget_exceeded: "openBudgetSettings",
  context_overflow: "newSession",
  internal: "showLog",
  storage: "showLog",
  stopped_all: "liftStop",
};

/** The first is the one that helps most. */
export function actionsOf({ until, failure, unpriced }: NoticeItem): readonly NoticeAction[] {
  if (until !== undefined) return ["skipWait", "stop"];
  if (unpriced !== undefined) return ["enterPrice"];
  const action = failure && ACTION_FOR[failure];
  return action === undefined ? [] : [action];
}

/** How a turn ended, in a few words: `done · 12 s · $0.012`. */
export function endLine({ state, failure, duration, cost }: EndItem): string {
  const how = state === "failed" && failure !== undefined ? failureInfo(failure).label : state;
  return [how, formatDuration(duration), formatCost(cost)].join(" · ");
}

/** From this share of the window on the person is warned. */
const FULL_AT = 0.8;

/** How much of the model's context window the conversation takes. */
export interface ContextUse {
  /** 0 to 100, whole. */
  readonly percent: number;
  readonly nearlyFull: boolean;
  /** `82k of 200k tokens`. */
  readonly text: string;
  /** What the model no longer gets, as a sentence; absent where it gets all. */
  readonly left?: string;
}

/** Undefined where the window's size is not known. */
export function contextUse(
  status: Pick<SessionStatus, "contextTokens" | "contextWindow" | "left">,
): ContextUse | undefined {
  const { contextTokens, contextWindow, left } = status;
  if (contextWindow <= 0) return undefined;
  const share = contextTokens / contextWindow;
  return {
    percent: Math.min(100, Math.round(share * 100)),
    nearlyFull: share >= FULL_AT,
    text: `${formatTokens(contextTokens)} of ${formatTokens(contextWindow)} tokens`,
    ...(left && { left: `The model no longer gets ${leftOutText(left)}; you still see all of it.` }),
  };
}

/** How much of all that was sent came out of the provider's prompt cache. */
export interface CacheUse {
  /** 0 to 100, whole, and 100 only for all. */
  readonly percent: number;
  readonly text: string;
}

/** Undefined where nothing was read from a cache or written to it. */
export function cacheUse({ usage }: Pick<SessionStatus, "usage">): CacheUse | undefined {
  const rate = cacheHitRate(usage);
  if (rate === undefined || usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h === 0) return undefined;
  const [read, sent] = [usage.cacheRead, promptTokens(usage)].map(formatTokens);
  return {
    percent: Math.floor(rate * 100),
    text: `${read} of ${sent} tokens sent were read from the prompt cache, at a fraction of their price.`,
  };
}
