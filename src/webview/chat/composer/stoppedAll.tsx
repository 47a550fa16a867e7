import { Button } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";
import { FootNotice } from "./footNotice.tsx";

/** Says that no agent of this machine may run, and offers to lift that. */
export function StoppedAll({ reason }: { readonly reason: string }) {
  const { host } = useParts();
  const { run, pending, error, dismiss } = useAction(() =>
    host.request("runCommand", { command: "liftStop" }),
  );
  return (
    <FootNotice icon="stop-circle" tone="warning" text={`${reason} No model is called until that is lifted.`}>
      <Button disabled={pending} onClick={() => void run()}>
        Let Agents Run Again
      </Button>
      <ErrorLine error={error} onDismiss={dismiss} />
    </FootNotice>
  );
}
