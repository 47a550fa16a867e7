import type { TurnId } from "../../../core/ids.ts";
import type { HandoffChoice } from "../../../views/handoff.ts";
import { Button } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";
import { useTopic } from "../useTopic.ts";
import "./handoffs.css";

interface HandoffsProps {
  readonly choices: readonly HandoffChoice[];
  /** The turn whose answer would be handed over. */
  readonly turn: TurnId;
}

/** The agents that can go on, once there is an answer to go on from. */
export function Handoffs({ choices, turn }: HandoffsProps) {
  const { host, conversation } = useParts();
  useTopic(conversation, turn);
  const { run, pending, error, dismiss } = useAction((index: number) => host.request("handOff", { index }));
  const end = conversation.itemsOf(turn)?.findLast((item) => item.kind === "end");
  if (end?.state !== "done" || choices.length === 0) return null;
  return (
    <div class="handoffs" role="group" aria-label="Go on with another agent">
      {choices.map(({ index, label, detail }) => (
        <Button
          key={index}
          icon="arrow-right"
          title={detail}
          disabled={pending}
          onClick={() => void run(index)}
        >
          {label}
        </Button>
      ))}
      <ErrorLine error={error} onDismiss={dismiss} />
    </div>
  );
}
