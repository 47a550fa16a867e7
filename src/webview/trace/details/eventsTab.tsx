import type { SpanEvent } from "../../../core/telemetry.ts";
import { formatDuration } from "../../../views/figures.ts";
import { AttributeTable } from "./attributesTab.tsx";
import type { PaneProps } from "./details.tsx";
import "./eventsTab.css";

/** What happened during the span, in order, with how long after its start. */
export function EventsTab({ events, model, span }: PaneProps & { readonly events: readonly SpanEvent[] }) {
  const start = model.waterfall.columns.arrays.start[span]! + model.origin;
  return (
    <ol class="events">
      {events.map(({ name, time, attributes }, index) => (
        <li key={index}>
          <div>
            <span class="muted figures">{formatDuration(time - start)}</span> {name}
          </div>
          <AttributeTable attributes={Object.entries(attributes)} />
        </li>
      ))}
    </ol>
  );
}
