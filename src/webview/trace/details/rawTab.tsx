import type { SpanDetails } from "../../../views/spanDetails.ts";
import { Button } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { useAction } from "../../kit/useAction.ts";
import type { PaneProps } from "./details.tsx";
import { PlainText } from "./plainText.tsx";

/** All that was recorded of the span, as JSON. */
export function RawTab({ host, details }: PaneProps & { readonly details: SpanDetails }) {
  const copy = useAction((text: string) => host.request("copy", { text }));
  const { hasMessages: _mark, ...recorded } = details;
  const text = JSON.stringify(recorded, null, 2);
  return (
    <>
      <ErrorLine error={copy.error} onDismiss={copy.dismiss} />
      <p>
        <Button icon="copy" onClick={() => void copy.run(text)}>
          Copy
        </Button>
      </p>
      <PlainText text={text} label="Span as JSON" />
    </>
  );
}
