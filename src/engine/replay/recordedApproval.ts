import type { ApprovalAnswer, Approvals } from "../../core/approvals.ts";
import type { SpanId } from "../../core/ids.ts";
import type { Decision, RecordedApproval } from "../../core/decisions.ts";
import type { ApprovalNeed, Preview } from "../../core/tool.ts";
import type { Found, RecordedSession } from "./recordedSession.ts";
import { never, type World } from "./world.ts";

type Asked = Extract<Decision, { safeguard: "approval"; verdict: "ask" }>;
type Answered = Extract<Decision, { safeguard: "approval"; verdict: "allow" | "deny" }>;

/** What a tool call wanted of the person, from what was asked and answered; undefined where it came to no question. */
export function recordedNeed(
  recorded: RecordedSession,
  span: SpanId,
  from: number,
): ApprovalNeed | undefined {
  const decisions = recorded.decisions(span).filter(({ at }) => at >= from);
  const asked = decisions.find((found): found is Found<Asked> => isAsked(found.data));
  const answered = decisions.find((found): found is Found<Answered> => isAnswered(found.data));
  if (asked !== undefined) return needOf(asked.data.request, answered);
  if (answered === undefined) return undefined;
  const preview: Preview = { kind: "command", command: "", cwd: "" };
  return answered.data.by === "grant"
    ? { preview, grant: grant(grantedBefore(recorded, answered)) }
    : { preview };
}

/** The person's answers, when it is time for them. */
export const recordedApprovals = (world: World): Approvals => ({
  async ask({ call }, signal) {
    const { recorded, gate, tape } = world;
    const span = recorded.spanOfCall(call, tape.position);
    if (span === undefined) return never();
    await gate.ofSpan(span);
    const answered = recorded
      .decisions(span)
      .find((found): found is Found<Answered> => found.at >= tape.position && isAnswered(found.data));
    if (answered === undefined) {
      signal.throwIfAborted();
      return never();
    }
    const { by, scope = "once", reason } = answered.data;
    const who = by === "policy" ? by : "person";
    const answer: ApprovalAnswer =
      answered.data.verdict === "allow"
        ? { decision: "allow", scope }
        : { decision: "deny", ...(reason !== undefined && { reason }) };
    return { ...answer, by: who };
  },
});

const isAsked = (decision: Decision): decision is Asked =>
  decision.safeguard === "approval" && decision.verdict === "ask";
const isAnswered = (decision: Decision): decision is Answered =>
  decision.safeguard === "approval" && decision.verdict !== "ask";

function needOf(
  { preview, grant: label, sensitive, tainted }: RecordedApproval,
  answered: Found<Answered> | undefined,
): ApprovalNeed {
  const offered = answered?.data.scope === "session" ? `given ${answered.at}` : "not given";
  return {
    preview: shown(preview),
    ...(label !== undefined && { grant: { ...grant(offered), label } }),
    // What untrusted text adds is added anew.
    ...(sensitive !== undefined && tainted !== true && { sensitive }),
  };
}

/** As `safeguards/approval.ts` cuts what it records. */
const LONGEST_PREVIEW = 20_000;

function shown(preview: RecordedApproval["preview"]): Preview {
  switch (preview?.kind) {
    case undefined:
      return { kind: "command", command: "", cwd: "" };
    case "diff":
      return { ...preview, patch: uncut(preview.patch), before: "", after: "" };
    case "call":
      return { ...preview, description: uncut(preview.description), input: uncut(preview.input) };
    case "command":
      return preview;
  }
}

/** A text of the length that it had before it was cut. */
function uncut(text: string): string {
  const cut = /^\n… (\d+) more characters$/.exec(text.slice(LONGEST_PREVIEW));
  return cut === null ? text : text.slice(0, LONGEST_PREVIEW) + "…".repeat(Number(cut[1]));
}

const grant = (key: string): NonNullable<ApprovalNeed["grant"]> => ({
  key,
  label: key,
  endsWith: () => false,
});

/** The grant that counted: the last one of the same digest, in older recordings the last one at all. */
function grantedBefore(recorded: RecordedSession, { at, data }: Found<Answered>): string {
  for (let before = at - 1; before >= 0; before--) {
    const decision = recorded.line(before, "decision");
    if (decision === undefined || !isAnswered(decision) || decision.scope !== "session") continue;
    if (decision.grant === data.grant) return `given ${before}`;
  }
  return "never given";
}
