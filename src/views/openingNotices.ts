import type { ForkChange, SessionHeader } from "../core/lines.ts";
import { missingText } from "./missingServers.ts";
import type { Notice } from "./notices.ts";

/** What a conversation says first: what the session began without, and of what it is a fork. */
export const openingNotices = ({
  missingServers = [],
  fork,
  ...header
}: SessionHeader): readonly Notice[] => [
  ...(header.private ? [{ severity: "info", text: PRIVATE } as const] : []),
  ...missingServers.map((server) => ({ severity: "warning", ...missingText(server) }) as const),
  ...(fork === undefined ? [] : [{ severity: "info", text: forkText(fork.changed, fork.notes) } as const]),
];

const PRIVATE =
  "This session is private: it lives in memory, ends with this window, and cannot be resumed or replayed. What it costs stays in the ledger.";

const CHANGES: Readonly<Record<ForkChange, string>> = {
  message: "another message",
  system: "another system prompt",
  tool_result: "another tool result",
  model: "another model",
  settings: "other settings",
};

function forkText(changed: readonly ForkChange[], notes: readonly string[]): string {
  const how =
    changed.length === 0 ? "nothing changed" : changed.map((change) => CHANGES[change]).join(" and ");
  return [
    `This is a fork of an earlier session, with ${how}. Its first steps come from that recording.`,
    ...notes,
  ].join(" ");
}
