import type { ChatHeader } from "../../../protocol/chat.ts";
import { Button } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";
import { FootNotice } from "./footNotice.tsx";

interface ReadOnlyProps {
  readonly reason: string;
  readonly elsewhere: ChatHeader["elsewhere"];
}

/** Stands where messages are written, says why none can be, and what can be done about it. */
export function ReadOnly({ reason, elsewhere }: ReadOnlyProps) {
  const { host } = useParts();
  const { run, pending, error, dismiss } = useAction(() => host.request("stopThere"));
  if (elsewhere === undefined) return <FootNotice icon="lock" text={reason} />;
  return (
    <FootNotice icon="lock" text={`${reason} You see it live; to write here, stop it there.`}>
      <Button disabled={pending} onClick={() => void run()}>
        {elsewhere === "this_machine" ? "Stop It There" : "Take Over…"}
      </Button>
      <ErrorLine error={error} onDismiss={dismiss} />
    </FootNotice>
  );
}
