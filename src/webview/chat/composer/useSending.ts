import { useState } from "preact/hooks";
import { sizeWarning } from "../../../views/largeText.ts";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";
import type { Draft } from "./useDraft.ts";

/** How a draft becomes a message. */
export interface Sending {
  /** Sends the draft, or asks first where it is unusually large. */
  readonly send: () => void;
  readonly sendAnyway: () => void;
  /** The question that is asked first. */
  readonly warning: string | undefined;
  readonly withdraw: () => void;
  readonly pending: boolean;
  readonly error: Error | undefined;
  readonly dismiss: () => void;
}

export function useSending(draft: Draft): Sending {
  const { host } = useParts();
  const [warning, setWarning] = useState<string | undefined>(undefined);
  const { run, pending, error, dismiss } = useAction((text: string) => host.request("send", { text }));
  const sendAnyway = async (): Promise<void> => {
    setWarning(undefined);
    const putBack = draft.take();
    if (!(await run(draft.message))) putBack();
  };
  const send = (): void => {
    const question = sizeWarning(draft.message);
    if (question === undefined) void sendAnyway();
    else setWarning(question);
  };
  const withdraw = (): void => setWarning(undefined);
  return { send, sendAnyway: () => void sendAnyway(), warning, withdraw, pending, error, dismiss };
}
