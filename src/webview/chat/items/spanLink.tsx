import type { SpanContext } from "../../../core/telemetry.ts";
import { LinkButton } from "../../kit/button.tsx";
import { useParts } from "../chatParts.ts";

interface SpanLinkProps {
  readonly span: SpanContext;
  readonly children?: string;
}

/** Leads from a step to its span in the waterfall. */
export function SpanLink({ span, children = "span" }: SpanLinkProps) {
  const { host, attempt } = useParts();
  return (
    <span class="span-link">
      <LinkButton
        title={`Show this ${children} in the waterfall`}
        onClick={() => attempt(host.request("openSpan", span))}
      >
        → {children}
      </LinkButton>
    </span>
  );
}
