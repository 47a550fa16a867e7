import { useRef } from "preact/hooks";
import { itemRuns } from "../../../views/itemRuns.ts";
import type { ItemId, TranscriptItem, TurnView } from "../../../views/transcriptItems.ts";
import type { MessageId } from "../../../core/ids.ts";
import { Waiting } from "../items/waiting.tsx";
import { ItemRun } from "./itemRun.tsx";
import "./turn.css";

export interface TurnProps {
  readonly turn: TurnView;
  readonly agent: string;
  readonly isLast: boolean;
  readonly running: boolean;
  /** Whether a message can be edited, a branch chosen, a turn retried. */
  readonly canAct: boolean;
  /** Whether questions of the agent can be answered here. */
  readonly canAnswer: boolean;
  readonly editing: MessageId | undefined;
  readonly onEdit: (message: MessageId | undefined) => void;
  /** The item that the host points at. */
  readonly revealed: ItemId | undefined;
}

/** One message and all that came of it. */
export function Turn({ items, ...props }: TurnProps & { readonly items: readonly TranscriptItem[] }) {
  const runs = useRef<ReturnType<typeof itemRuns>>([]);
  runs.current = itemRuns(items, runs.current);
  const last = runs.current.length - 1;
  return (
    <>
      {runs.current.map((run, i) => (
        <ItemRun
          key={i}
          items={run}
          always={i === last || run.some(({ id }) => id === props.revealed)}
          {...props}
        />
      ))}
      {props.running && <Waiting items={items} />}
    </>
  );
}
