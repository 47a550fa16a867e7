import { EditorModelError } from "../../core/editor.ts";
import { failureInfo, ModelError, type FailureClass, type ModelErrorDetails } from "../../core/failure.ts";

const QUOTA = /quota|allowance|premium request|credit|billing|spend/i;

/** Failures that the editor gives no code: what their provider says is all there is. */
const BY_MESSAGE: readonly (readonly [RegExp, FailureClass])[] = [
  [QUOTA, "spend_limit"],
  [/rate.?limit|too many requests|\b429\b/i, "rate_limit"],
  [
    /too long|context (?:length|window)|token limit|maximum.{0,40}tokens|tokens.{0,40}exceed/i,
    "context_overflow",
  ],
  [/filtered|content policy|responsible ai/i, "refusal"],
  [/unauthori[sz]ed|forbidden|sign in|signed in|api key|\b40[13]\b/i, "authentication"],
  [/overloaded|\b529\b|\b503\b/i, "overloaded"],
  [/fetch failed|network|net::|socket|ECONN|ENOTFOUND|EAI_AGAIN/i, "network"],
];

interface Explained {
  readonly failure: FailureClass;
  readonly text: string;
  readonly advice?: string;
}

/** What went wrong, in words that say what to do. */
export function classifyEditorError(error: unknown, model: string, details: ModelErrorDetails): ModelError {
  const said = saidBy(error);
  const { failure, text, advice } = explain(error instanceof EditorModelError ? error.code : "", said, model);
  const message = said === "" ? `${text}.` : `${text}: ${said.replace(/\.$/, "")}.`;
  return new ModelError(failure, message, details, { cause: error, ...(advice !== undefined && { advice }) });
}

function explain(code: string, said: string, model: string): Explained {
  switch (code) {
    case "NoPermissions":
      return {
        failure: "authentication",
        text: `VS Code may not let Agent Flightdeck use ${model}`,
        advice:
          "Send the message again and allow it when VS Code asks, or allow it with the command “Manage Language Model Access…”.",
      };
    case "NotFound":
      return {
        failure: "invalid_request",
        text: `VS Code does not offer ${model} now`,
        advice: "Choose another model, or enable the extension that provides it.",
      };
    case "Blocked":
      if (QUOTA.test(said) || /limit|exceed/i.test(said)) return quota(model);
      return {
        failure: "authentication",
        text: `The provider of ${model} blocks requests of Agent Flightdeck`,
        advice: "Choose another model, or ask whoever manages your VS Code for access.",
      };
    default: {
      const failure = BY_MESSAGE.find(([pattern]) => pattern.test(said))?.[1] ?? "server_error";
      return failure === "spend_limit"
        ? quota(model)
        : { failure, text: `${model} failed (${failureInfo(failure).label})` };
    }
  }
}

const quota = (model: string): Explained => ({
  failure: "spend_limit",
  text: `The quota for ${model} is used up`,
  advice: "Wait until its provider resets it, or choose another model.",
});

const LONGEST = 500;

/** The messages of the error and of its causes, the editor's own wrapping first. */
function saidBy(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause instanceof Error && parts.length < 3; cause = cause.cause) {
    const text = cause.message.trim().replace(/\s+/g, " ");
    if (text !== "" && !parts.some((part) => part.includes(text))) parts.push(text);
  }
  return parts.join(": ").slice(0, LONGEST);
}
