import type { ComponentChildren, RefObject } from "preact";
import type { TraceContract } from "../../../protocol/trace.ts";
import { CATEGORY_LABELS, categoryOf, moodOf } from "../../../views/rowText.ts";
import { sourceOf } from "../../../views/sourceSpans.ts";
import type { SpanDetails } from "../../../views/spanDetails.ts";
import { IconButton } from "../../kit/button.tsx";
import type { Host } from "../../kit/connection.ts";
import { ErrorLine } from "../../kit/errorLine.tsx";
import type { SpanActions } from "../spanActions.ts";
import type { TraceModel } from "../traceModel.ts";
import { AttributesTab } from "./attributesTab.tsx";
import "./details.css";
import { ErrorTab, hasError } from "./errorTab.tsx";
import { EventsTab } from "./eventsTab.tsx";
import { MessagesTab } from "./messagesTab.tsx";
import { RawTab } from "./rawTab.tsx";
import { SummaryTab } from "./summaryTab.tsx";
import { Tabs, type Tab } from "../../kit/tabs.tsx";
import { ToolTab } from "./toolTab.tsx";
import { useDetails } from "./useDetails.ts";

interface DetailsActs {
  readonly actions: SpanActions;
}

export interface PaneProps {
  readonly host: Host<TraceContract>;
  readonly model: TraceModel;
  readonly span: number;
}

interface DetailsProps extends PaneProps, DetailsActs {
  readonly paneRef: RefObject<HTMLElement | null>;
  readonly size: { readonly width: string } | { readonly height: string };
  readonly tab: string | undefined;
  readonly onTab: (tab: string) => void;
  readonly onClose: () => void;
}

/** Everything that is known of one span. */
export function Details({ paneRef, size, tab, onTab, onClose, actions, ...pane }: DetailsProps) {
  const { model, span, host } = pane;
  const { columns } = model.waterfall;
  const asked = useDetails(host, model, span);
  const name = columns.text("name", span) || "(no name)";
  const group = model.waterfall.group(span);
  return (
    <section
      ref={paneRef}
      class="details"
      style={size}
      aria-label={`Details of ${name}`}
      tabIndex={-1}
      onKeyDown={({ key }) => key === "Escape" && onClose()}
    >
      <header class="details-head">
        <h2 class="ellipsis" title={name}>
          {name}
        </h2>
        <span class="muted">{CATEGORY_LABELS[categoryOf(columns, span)]}</span>
        <span class={`mood-${moodOf(columns, span).kind}`}>{moodOf(columns, span).label}</span>
        {group && <span class="muted">the first of {group.count.toLocaleString("en-US")}</span>}
        <span class="details-tools">
          {asked?.value && sourceOf(asked.value.span) && (
            <IconButton
              icon="go-to-file"
              label="Open Its Line of Source Code (s)"
              onClick={actions.openSource}
            />
          )}
          <IconButton icon="copy" label="Copy as JSON (y)" onClick={() => actions.copy(false)} />
          {model.waterfall.tree.size[span]! > 1 && (
            <IconButton
              icon="list-tree"
              label="Copy It and All Below as JSON (Y)"
              onClick={() => actions.copy(true)}
            />
          )}
        </span>
        <IconButton icon="close" label="Close Details (Escape)" onClick={onClose} />
      </header>
      {asked === undefined && <p class="details-wait muted">Reading…</p>}
      <ErrorLine error={asked?.error} />
      {asked?.value && (
        <Tabs key={span} tabs={tabsOf(pane, asked.value)} shown={tab} onShow={onTab} label="Details" />
      )}
    </section>
  );
}

const tab = (id: string, label: string, draw: () => ComponentChildren): Tab => ({ id, label, draw });

function tabsOf(pane: PaneProps, details: SpanDetails): readonly Tab[] {
  const { span, tool, hasMessages } = details;
  const attributes = Object.keys(span.attributes).length;
  return [
    tab("summary", "Summary", () => <SummaryTab {...pane} details={details} />),
    ...(hasError(details) ? [tab("error", "Error", () => <ErrorTab details={details} />)] : []),
    ...(hasMessages ? [tab("messages", "Messages", () => <MessagesTab {...pane} />)] : []),
    ...(tool ? [tab("tool", "Input and Output", () => <ToolTab {...pane} tool={tool} />)] : []),
    tab("attributes", `Attributes ${attributes}`, () => (
      <AttributesTab {...pane} attributes={span.attributes} />
    )),
    ...(span.events.length > 0
      ? [tab("events", `Events ${span.events.length}`, () => <EventsTab {...pane} events={span.events} />)]
      : []),
    tab("raw", "Raw", () => <RawTab {...pane} details={details} />),
  ];
}
