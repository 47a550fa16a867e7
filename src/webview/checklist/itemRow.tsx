import type { ReportItem, ReportState } from "../../views/checklistReport.ts";
import { Button, LinkButton } from "../kit/button.tsx";
import { Disclosure } from "../kit/disclosure.tsx";
import { Icon } from "../kit/icon.tsx";
import { Place, type OnPlace, type OnTrace } from "./place.tsx";
import "./itemRow.css";

interface ItemRowProps {
  readonly item: ReportItem;
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
  readonly onPlace: OnPlace;
  readonly onTrace: OnTrace;
  readonly onFix: () => void;
  readonly onExplain: () => void;
}

const ICONS: Readonly<Record<ReportState, string>> = {
  present: "pass-filled",
  partial: "warning",
  absent: "error",
  not_applicable: "circle-slash",
  unknown: "question",
};

/** So many places stand in a row that is closed. */
const FIRST = 2;

/** One item: its state, how sure it is and how it was proved, where, and what is missing. */
export function ItemRow({ item, open, onToggle, onPlace, onTrace, onFix, onExplain }: ItemRowProps) {
  const { code, title, state, says, sure, proved, evidence, gaps } = item;
  const places = [
    ...evidence.map((place) => ({ place, role: "proof" as const })),
    ...gaps.map((place) => ({ place, role: "gap" as const })),
  ];
  // What is missing matters more than a second proof.
  const short = [
    ...places.filter(({ role }) => role === "proof").slice(0, 1),
    ...places.filter(({ role }) => role === "gap").slice(0, 1),
  ];
  const shown = open || places.length <= FIRST ? places : short;
  const hidden = places.length - shown.length;
  const how = [sure, proved].filter((word) => word !== "").join(" · ");
  return (
    <li class="checklist-item">
      <Icon name={ICONS[state]} class={`checklist-state ${state}`} />
      <div class="checklist-item-body">
        <div class="checklist-item-line">
          <span class="checklist-item-title">{title}</span>
          <span class={`checklist-says ${state}`}>{says}</span>
          {how && <span class="muted small">{how}</span>}
          {item.open && (
            <span class="checklist-fix">
              <Button onClick={onFix} title={`Pick a fix for ${title}, and see what it would change`}>
                Fix…
              </Button>
            </span>
          )}
        </div>
        {shown.length > 0 && (
          <ul class="checklist-places">
            {shown.map(({ place, role }) => (
              <Place
                key={`${role}:${place.file}:${place.line}:${place.why}`}
                place={place}
                role={role}
                onOpen={onPlace}
                onTrace={onTrace}
              />
            ))}
          </ul>
        )}
        <Disclosure
          open={open}
          onToggle={onToggle}
          summary={
            <span class="muted small">
              {hidden > 0 ? `${hidden} more, and what was searched` : "What was searched"}
              <span class="visually-hidden"> for {title}</span>
            </span>
          }
        >
          <Details item={item} onExplain={onExplain} code={code} />
        </Disclosure>
      </div>
    </li>
  );
}

interface DetailsProps {
  readonly item: ReportItem;
  readonly code: string;
  readonly onExplain: () => void;
}

function Details({ item: { wants, searched, toDo }, code, onExplain }: DetailsProps) {
  return (
    <dl class="checklist-details small">
      <dt>Wanted</dt>
      <dd>{wants}</dd>
      <dt>Searched</dt>
      <dd>{searched}.</dd>
      {toDo !== "" && <dt>To do</dt>}
      {toDo !== "" && <dd>{toDo}</dd>}
      <dt>{code}</dt>
      <dd>
        <LinkButton onClick={onExplain}>What counts, and why</LinkButton>
      </dd>
    </dl>
  );
}
