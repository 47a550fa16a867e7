import { FlightdeckError } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import type { Engine } from "../../engine.ts";
import { compare, type Comparison } from "../../views/compare/compare.ts";
import { ComparedFold, type ComparedSession } from "../../views/compare/comparedSteps.ts";
import { comparisonView, type ComparisonView } from "../../views/compare/comparisonView.ts";
import type { Sides } from "../pages/comparePages.ts";
import { pickSession } from "./pickSession.ts";

/** Two sessions as their recordings are now. */
export async function comparedSessions(
  engine: Engine,
  { left, right }: Sides,
): Promise<{ readonly comparison: Comparison; readonly view: ComparisonView }> {
  const comparison = compare(await stepsOf(engine, left), await stepsOf(engine, right));
  return { comparison, view: comparisonView(comparison) };
}

async function stepsOf(engine: Engine, id: SessionId): Promise<ComparedSession> {
  await engine.sessions.flush(id);
  const fold = new ComparedFold();
  for await (const line of engine.sessions.shown(id)) fold.take(line);
  return fold.session();
}

/**
 * The two sessions that are meant: those of the selected tree items, a fork and its parent, else those that the
 * person picks. Undefined where they pick none.
 */
export async function askSessions(
  engine: Engine,
  argument: unknown,
  selected: unknown,
): Promise<Sides | undefined> {
  const items = Array.isArray(selected) ? selected : [];
  const [first, second] = items.length === 2 ? items.map(idOf) : [idOf(argument), undefined];
  if (first !== undefined && second !== undefined) return inOrder(engine, first, second);
  if (items.length > 2)
    throw new FlightdeckError("invalid_request", "Two sessions can be compared, not more.", {
      advice: "Select two of them.",
    });
  const left = first ?? (await pickSession(engine, "Compare which session?"));
  if (left === undefined) return undefined;
  const right = await pickSession(engine, "Compare with which other session?", left);
  return right === undefined ? undefined : inOrder(engine, left, right);
}

/** What was there first stands on the left. */
async function inOrder(engine: Engine, a: SessionId, b: SessionId): Promise<Sides> {
  for await (const line of engine.sessions.shown(a)) {
    if (line.type === "session" && line.data.parent?.session === b) return { left: b, right: a };
    break;
  }
  return { left: a, right: b };
}

function idOf(item: unknown): SessionId | undefined {
  const { id, session } = (item ?? {}) as { readonly id?: unknown; readonly session?: unknown };
  const named = session ?? id;
  return typeof named === "string" ? (named as SessionId) : undefined;
}
