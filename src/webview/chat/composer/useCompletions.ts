import { useEffect, useRef, useState } from "preact/hooks";
import { completingAt, type Completing } from "../../../views/completion.ts";
import type { Choice } from "../../../protocol/chat.ts";
import { useParts, type ChatParts } from "../chatParts.ts";

/** The list below the word that is being typed. */
export interface Completions {
  readonly word: Completing;
  readonly choices: readonly Choice[];
  /** The index of the choice that Enter takes. */
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly close: () => void;
}

const PAUSE_MS = 80;
const MOST = 50;

/** Asks the host for what completes the word at the caret; undefined while there is nothing to pick. */
export function useCompletions(text: string, caret: number): Completions | undefined {
  const parts = useParts();
  const word = completingAt(text, caret);
  const key = word && `${word.kind}${word.start} ${word.query}`;
  const [found, setFound] = useState<{ readonly key: string; readonly choices: readonly Choice[] }>();
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState<number | undefined>(undefined);
  const newest = useRef<string | undefined>(undefined);
  newest.current = key;
  useEffect(() => {
    if (word === undefined || key === undefined) return setClosed(undefined);
    const ask = async (): Promise<void> => {
      // A list that cannot be had is no list; the message can be written without it.
      const choices = await choicesFor(parts, word).catch(() => []);
      if (newest.current !== key) return;
      setFound({ key, choices });
      setActive(0);
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  if (word === undefined || found === undefined || found.choices.length === 0 || closed === word.start)
    return undefined;
  // Until the answer for this very query has come, the last one stays, so that the list does not flicker.
  return { word, choices: found.choices, active, setActive, close: () => setClosed(word.start) };
}

async function choicesFor({ host }: ChatParts, { kind, query }: Completing): Promise<readonly Choice[]> {
  if (kind === "file") {
    const paths = await host.request("findFiles", { query });
    return paths.slice(0, MOST).map(fileChoice);
  }
  const commands = await host.request("commands");
  return commands
    .filter(({ id }) => id.replace(/^\//, "").toLowerCase().startsWith(query.toLowerCase()))
    .slice(0, MOST);
}

function fileChoice(path: string): Choice {
  const slash = path.lastIndexOf("/");
  return { id: path, label: path.slice(slash + 1), ...(slash > 0 && { detail: path.slice(0, slash) }) };
}
