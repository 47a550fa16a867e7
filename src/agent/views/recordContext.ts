import { leftOutText, type HistoryView, type LeftOut } from "../../core/view.ts";
import type { TurnContext } from "../loop.ts";

interface CutSize {
  readonly tokens: number;
  readonly after: number;
  readonly limit: number;
}

const grouped = (tokens: number): string => tokens.toLocaleString("en-US");

export function recordCount(tokens: number, { recorder, turn, span }: TurnContext): void {
  const text = `The server counted ${grouped(tokens)} tokens.`;
  const data = { turn, span: span.context, safeguard: "context", verdict: "count" } as const;
  recorder.record({ type: "decision", data: { ...data, text, figures: { tokens } } });
}

/**
 * What a cut did, with the figures that it saw, as a line, a span event and a text for the person.
 * @param other the model that is sent less, where it is not the chosen one
 */
export function recordCut(
  verdict: "cut" | "recover" | "give_up",
  { tokens, after, limit }: CutSize,
  view: HistoryView | undefined,
  { recorder, turn, span }: TurnContext,
  other?: string,
): void {
  const size = { tokensBefore: tokens, tokensAfter: after, limit: Math.floor(limit) };
  const figures = { ...size, ...view?.left };
  const text = textOf(verdict, view?.left, `${grouped(tokens)} to about ${grouped(after)} tokens`, other);
  const data = { turn, span: span.context, safeguard: "context", verdict } as const;
  recorder.record({ type: "decision", data: { ...data, text, figures } });
  span.event(`flightdeck.context.${verdict}`, figures);
}

function textOf(
  verdict: "cut" | "recover" | "give_up",
  left: LeftOut | undefined,
  size: string,
  other: string | undefined,
): string {
  if (left === undefined) return "The conversation is too long, and nothing more of it can be left out.";
  const why = verdict === "recover" ? "The server said that the conversation is too long. " : "";
  if (other !== undefined)
    return `${other} holds less, so it does not get ${leftOutText(left)} (${size}). You still see all of it.`;
  return `${why}From here on the model no longer gets ${leftOutText(left)} (${size}). You still see all of it.`;
}
