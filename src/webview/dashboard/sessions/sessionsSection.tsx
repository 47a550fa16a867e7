import { useState } from "preact/hooks";
import type { SessionId } from "../../../core/ids.ts";
import { epochMs } from "../../../core/units.ts";
import { sessionLine, type SessionLine } from "../../../views/dashboardTables.ts";
import type { DashboardView } from "../../../views/dashboardView.ts";
import { useNow } from "../../kit/clock.ts";
import type { PageState } from "../../kit/connection.ts";
import { IconButton } from "../../kit/button.tsx";
import { Icon } from "../../kit/icon.tsx";
import { Choice } from "../choice.tsx";
import { keep, kept } from "../pageState.ts";
import { Section } from "../section.tsx";
import "./sessionsSection.css";

const ORDERS = [
  { id: "newest", label: "Newest" },
  { id: "dearest", label: "Dearest" },
  { id: "longest", label: "Longest" },
] as const;

type Order = (typeof ORDERS)[number]["id"];

interface SessionsSectionProps {
  readonly view: DashboardView;
  readonly ahead: number;
  readonly state: PageState;
  readonly onOpen: (session: SessionId) => void;
  readonly onTrace: (session: SessionId) => void;
}

/** The sessions of the range that stand out, each a way into what happened. */
export function SessionsSection({ view, ahead, state, onOpen, onTrace }: SessionsSectionProps) {
  const [order, setOrder] = useState<Order>(
    ORDERS.find(({ id }) => id === kept(state).order)?.id ?? "newest",
  );
  const now = epochMs(useNow(true, 30_000) + ahead);
  const lines = view.data[order].map((session) => sessionLine(session, now));
  return (
    <Section
      title="Sessions"
      class="sessions"
      aside={
        <Choice
          label="Which sessions"
          options={ORDERS}
          value={order}
          onPick={(id) => {
            setOrder(id);
            keep(state, { order: id });
          }}
        />
      }
    >
      {lines.length === 0 && <p class="muted">No session was active in this time.</p>}
      <ul class="session-list">
        {lines.map((line) => (
          <Line key={line.key} line={line} onOpen={onOpen} onTrace={onTrace} />
        ))}
      </ul>
    </Section>
  );
}

const ICONS: Readonly<Record<SessionLine["status"], string>> = {
  running: "loading",
  done: "check",
  failed: "error",
  stopped: "circle-slash",
  interrupted: "debug-disconnect",
};

interface LineProps extends Pick<SessionsSectionProps, "onOpen" | "onTrace"> {
  readonly line: SessionLine;
}

function Line({ line, onOpen, onTrace }: LineProps) {
  const { id, title, status, statusText, detail, at, cost, duration } = line;
  return (
    <li class="session-line">
      <Icon
        name={ICONS[status]}
        label={statusText}
        spin={status === "running"}
        class={`session-status status-${status}`}
      />
      <div class="session-what">
        {id === undefined ? (
          <span class="ellipsis">{title}</span>
        ) : (
          <button type="button" class="session-title ellipsis" title={title} onClick={() => onOpen(id)}>
            {title}
          </button>
        )}
        <div class="ellipsis small muted" title={`${detail}\n${at}`}>
          {status === "done" ? detail : `${statusText} · ${detail}`}
        </div>
      </div>
      <div class="session-figures figures">
        <div>{cost}</div>
        <div class="small muted">{duration}</div>
      </div>
      {id !== undefined && (
        <IconButton icon="list-tree" label={`Open the trace of “${title}”`} onClick={() => onTrace(id)} />
      )}
    </li>
  );
}
