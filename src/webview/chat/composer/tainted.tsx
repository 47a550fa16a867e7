import { Button } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";
import { FootNotice } from "./footNotice.tsx";

interface TaintedProps {
  /** What was read, as a phrase. */
  readonly taint: string;
  /** Another window writes the session, so nothing can be done about it here. */
  readonly readOnly: boolean;
}

/** Says that the conversation holds untrusted text, where from, and what follows; offers to call it harmless. */
export function Tainted({ taint, readOnly }: TaintedProps) {
  const { host } = useParts();
  const { run, pending, error, dismiss } = useAction(() => host.request("clearTaint"));
  const text = `This conversation holds ${taint}. Unless your settings say otherwise, each write, command and network call asks you.`;
  return (
    <FootNotice icon="shield" tone="warning" text={text}>
      {!readOnly && (
        <Button disabled={pending} onClick={() => void run()}>
          Clear…
        </Button>
      )}
      <ErrorLine error={error} onDismiss={dismiss} />
    </FootNotice>
  );
}
