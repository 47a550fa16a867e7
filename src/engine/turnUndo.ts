import type { Session } from "../agent/session.ts";
import { FlightdeckError } from "../core/failure.ts";
import type { BlobId, RecordingKey, SessionId, TurnId } from "../core/ids.ts";
import type { UndoneFile } from "../core/lines.ts";
import type { Ports } from "../core/ports.ts";
import type { FileChange } from "../core/tool.ts";
import type { Recordings } from "../recording/recordings.ts";
import { textHash } from "../tools/readLog.ts";
import { undoChange, type ChangeUndone, type TurnChange } from "../tools/undoChange.ts";
import type { Sessions } from "./sessions.ts";

export interface TurnUndoOptions {
  readonly ports: Pick<Ports, "files" | "platform">;
  readonly sessions: Sessions;
  readonly recordings: () => Promise<Recordings>;
}

/** A file of an undone turn. `diff` shows what undoing would have taken away, where it was refused. */
export interface FileUndo extends UndoneFile {
  readonly diff?: { readonly now: string; readonly before: string };
}

/** The edits of a turn that the file tools made; what a command changed is not known here. */
export interface TurnEdits {
  readonly turn: TurnId;
  readonly paths: readonly string[];
}

/** *Undo this turn's edits*. */
export class TurnUndo {
  readonly #options: TurnUndoOptions;

  constructor(options: TurnUndoOptions) {
    this.#options = options;
  }

  /** What there is to undo in a turn, else in the newest turn with edits. Undefined where there is nothing. */
  async edits(session: SessionId, turn?: TurnId): Promise<TurnEdits | undefined> {
    const turns = await this.#changes(session);
    const found = turn ?? [...turns.keys()].at(-1);
    const files = found && turns.get(found);
    return files && { turn: found, paths: [...files.keys()] };
  }

  /**
   * Puts every file of a turn back, except those that somebody changed since, and records what became of each.
   * @throws FlightdeckError while a turn runs.
   */
  async run(session: Session, turn: TurnId): Promise<readonly FileUndo[]> {
    if (session.running)
      throw new FlightdeckError("invalid_request", "The agent is still working.", {
        advice: "Stop it first.",
      });
    const files = (await this.#changes(session.id)).get(turn) ?? new Map();
    const key = await this.#options.sessions.find(session.id);
    const undone: FileUndo[] = [];
    try {
      for (const [path, changes] of files) undone.push(await this.#undo(key, path, changes));
    } finally {
      const recorded = undone.map(({ diff: _diff, ...file }) => file);
      if (recorded.length > 0) await session.undone(turn, recorded);
    }
    return undone;
  }

  /** By turn, then by file, what is not undone yet, in the order in which it was made. */
  async #changes(session: SessionId): Promise<Map<TurnId, Map<string, FileChange[]>>> {
    const turns = new Map<TurnId, Map<string, FileChange[]>>();
    await this.#options.sessions.flush(session);
    for await (const { type, data } of this.#options.sessions.lines(session)) {
      if (type === "tool") for (const change of data.changes ?? []) add(turns, data.turn, change);
      if (type !== "input" || data.act !== "undo") continue;
      const files = turns.get(data.turn);
      for (const { path, outcome } of data.files) if (outcome !== "refused") files?.delete(path);
      if (files?.size === 0) turns.delete(data.turn);
    }
    return turns;
  }

  async #undo(key: RecordingKey, path: string, changes: readonly FileChange[]): Promise<FileUndo> {
    const change = await this.#texts(key, path, changes);
    if (typeof change === "string") return { path, outcome: "refused", why: change };
    const { files, platform } = this.#options.ports;
    return shown(change, await undoChange(files, platform.os, change));
  }

  /** The texts before the first and after the last change, or why that cannot be undone. */
  async #texts(
    key: RecordingKey,
    path: string,
    changes: readonly FileChange[],
  ): Promise<TurnChange | string> {
    const [first, last] = [changes[0], changes.at(-1)];
    if (first === undefined || last === undefined) return "nothing of it was recorded";
    if (changes.some((change, i) => i > 0 && change.before !== changes[i - 1]?.after))
      return "somebody else changed it between the agent's edits";
    const before = first.before === undefined ? undefined : await this.#kept(key, first.before);
    const after = await this.#kept(key, last.after);
    if ((first.before !== undefined && before === undefined) || after === undefined)
      return "its earlier text was not kept";
    return { path, before, after };
  }

  /** A side file that is missing or damaged is as good as none. */
  async #kept(key: RecordingKey, hash: string): Promise<string | undefined> {
    const text = await (await this.#options.recordings()).blob(key, hash as BlobId);
    return textHash(text) === hash ? text : undefined;
  }
}

function add(turns: Map<TurnId, Map<string, FileChange[]>>, turn: TurnId, change: FileChange): void {
  const files = turns.get(turn) ?? new Map<string, FileChange[]>();
  files.set(change.path, [...(files.get(change.path) ?? []), change]);
  turns.set(turn, files);
}

function shown({ path, before = "" }: TurnChange, undone: ChangeUndone): FileUndo {
  if (undone.outcome !== "refused") return { path, outcome: undone.outcome };
  const { why, now } = undone;
  return { path, outcome: "refused", why, ...(now !== undefined && { diff: { now, before } }) };
}
