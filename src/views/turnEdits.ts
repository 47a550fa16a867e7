import type { TurnId } from "../core/ids.ts";
import type { PersonInput, ToolRecord, UndoneFile } from "../core/lines.ts";
import type { EndItem, NoticeItem } from "./transcriptItems.ts";

type Undo = Extract<PersonInput, { act: "undo" }>;

/** Which files each turn changed and can still be taken back. */
export class TurnEdits {
  readonly #files = new Map<TurnId, Set<string>>();

  made({ turn, changes = [] }: ToolRecord): void {
    const files = this.#files.get(turn) ?? new Set();
    for (const { path } of changes) files.add(path);
    this.#files.set(turn, files);
  }

  undone({ turn, files }: Undo): void {
    for (const { path, outcome } of files) if (outcome !== "refused") this.#files.get(turn)?.delete(path);
  }

  of(turn: TurnId): Pick<EndItem, "edited"> {
    const files = [...(this.#files.get(turn) ?? [])];
    return files.length > 0 ? { edited: files } : {};
  }
}

/** What an undo leaves in the conversation. */
export function undoNotice({ files }: Undo): Pick<NoticeItem, "severity" | "text"> {
  const back = files.filter(({ outcome }) => outcome !== "refused");
  const refused = files.filter(({ outcome }) => outcome === "refused");
  const said = [
    ...(back.length > 0 ? [`This turn's edits were undone: ${names(back)}.`] : []),
    ...refused.map(({ path, why }) => `${path} was left as it is: ${why ?? "it changed since"}.`),
  ];
  return { severity: refused.length > 0 ? "warning" : "info", text: said.join(" ") };
}

const MAX_NAMED = 5;

function names(files: readonly UndoneFile[]): string {
  const more = files.length > MAX_NAMED ? ` and ${files.length - MAX_NAMED} more` : "";
  return (
    files
      .slice(0, MAX_NAMED)
      .map(({ path, outcome }) => (outcome === "removed" ? `${path} (deleted)` : path))
      .join(", ") + more
  );
}
