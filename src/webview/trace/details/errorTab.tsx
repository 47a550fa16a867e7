import { ATTR } from "../../../core/attributes.ts";
import { failureInfo, isFailureClass } from "../../../core/failure.ts";
import type { SpanDetails } from "../../../views/spanDetails.ts";
import { Icon } from "../../kit/icon.tsx";
import "./errorTab.css";
import { PlainText } from "./plainText.tsx";

export const hasError = ({ span }: SpanDetails): boolean =>
  span.status.code === "error" || span.events.some(({ name }) => name === "exception");

/** What failed, why, what to do, and the stacks as they were recorded. */
export function ErrorTab({ details: { span } }: { readonly details: SpanDetails }) {
  const failure = span.attributes[ATTR.errorType];
  const known = isFailureClass(failure) ? failureInfo(failure) : undefined;
  const advice = span.attributes[ATTR.advice] ?? known?.advice;
  return (
    <>
      <p class="failure">
        <Icon name="error" />
        <strong>{known?.label ?? failure ?? "failed"}</strong> {span.status.message ?? known?.symptom}
      </p>
      {advice !== undefined && <p>{advice}</p>}
      {span.events.map(
        ({ name, attributes }, index) =>
          name === "exception" && <Exception key={index} attributes={attributes} />,
      )}
    </>
  );
}

function Exception({ attributes }: { readonly attributes: SpanDetails["span"]["attributes"] }) {
  const type = attributes["exception.type"];
  const message = attributes["exception.message"];
  const stack = attributes["exception.stacktrace"];
  return (
    <>
      <h3>{String(type ?? "Exception")}</h3>
      <PlainText text={String(stack ?? message ?? "")} label="Stack" />
    </>
  );
}
