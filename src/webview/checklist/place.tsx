import type { PlaceArgs } from "../../protocol/checklist.ts";
import type { ReportPlace } from "../../views/checklistReport.ts";
import { LinkButton } from "../kit/button.tsx";
import { Icon } from "../kit/icon.tsx";

export type OnPlace = (place: PlaceArgs) => void;

export type OnTrace = (trace: string) => void;

interface PlaceProps {
  readonly place: ReportPlace;
  readonly onOpen: OnPlace;
  /** Opens the received trace that shows it. */
  readonly onTrace?: OnTrace;
  /** A proof, something that is missing, or neither. */
  readonly role?: "proof" | "gap";
}

const ICONS = { proof: "check", gap: "circle-outline" } as const;

/** What was found in a line, and the link that opens it. */
export function Place({ place, onOpen, onTrace, role }: PlaceProps) {
  const { folder, file, line, why, trace } = place;
  const name = `${file}:${line}`;
  return (
    <li class="checklist-place">
      {role && (
        <Icon name={ICONS[role]} label={role === "gap" ? "missing" : "proof"} class="checklist-place-icon" />
      )}
      <span>
        {why}{" "}
        <LinkButton title={`Open ${name}`} onClick={() => onOpen({ folder, file, line })}>
          {name}
        </LinkButton>
        {trace !== undefined && onTrace && (
          <>
            {" · "}
            <LinkButton title="Open the trace that shows it" onClick={() => onTrace(trace)}>
              trace
            </LinkButton>
          </>
        )}
      </span>
    </li>
  );
}
