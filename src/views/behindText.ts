import { failureLabel } from "../core/failure.ts";
import { formatUsd } from "../core/money.ts";
import type { EpochMs } from "../core/units.ts";
import type { BehindQuery, BehindRow } from "../store/behind.ts";
import { formatCount, formatDuration } from "./figures.ts";
import { formatAgo } from "./format.ts";

const NOUNS = { call: "model call", tool: "tool run", turn: "turn" } as const;

/** What a list of traces is about: `Traces with failed model calls: rate limited`. */
export function behindTitle({ kind, failure, order, tool, filter = {} }: BehindQuery): string {
  const noun = `${NOUNS[kind]}s`;
  const what =
    failure === undefined
      ? {
          newest: `The newest traces with ${noun}`,
          slowest: `The slowest ${noun}`,
          dearest: `The dearest ${noun}`,
        }[order]
      : `Traces with failed ${noun}`;
  const detail = [
    failure === undefined || failure === "any" ? "" : failureLabel(failure),
    kind === "tool" ? (tool ?? "") : (filter.model?.id ?? ""),
    filter.agent ?? "",
    filter.service ?? "",
  ].filter((part) => part !== "");
  return detail.length === 0 ? what : `${what}: ${detail.join(", ")}`;
}

/** A trace's line in that list. */
export interface BehindLine {
  readonly icon: "error" | "circle-slash" | "pass";
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

export function behindLine(row: BehindRow, kind: BehindQuery["kind"], now: EpochMs): BehindLine {
  const { title, service, agent, name, time, duration, failure, nanoUsd, count } = row;
  return {
    icon: failure === undefined ? "pass" : failure === "cancelled" ? "circle-slash" : "error",
    label: title || "(unnamed)",
    description: [service ?? "session", agent, formatAgo(time, now)]
      .filter((part) => part !== "")
      .join(" · "),
    detail: [
      name,
      failure === undefined ? "" : failureLabel(failure),
      kind === "turn" ? "" : formatCount(count, NOUNS[kind]),
      duration > 0 ? formatDuration(duration) : "",
      nanoUsd > 0 ? formatUsd(nanoUsd) : "",
    ]
      .filter((part) => part !== "")
      .join(" · "),
  };
}
