import type { ReplayAction, ReplayContract, ReplaySnapshot } from "../../../protocol/replay.ts";
import type { PlayState } from "../../../views/playback/playback.ts";
import { budgetText } from "../../../views/playback/words.ts";
import { ContextMeter } from "../../chat/header/contextMeter.tsx";
import { Costs } from "../../chat/header/costs.tsx";
import { Button, IconButton } from "../../kit/button.tsx";
import type { Host } from "../../kit/connection.ts";
import { MoreMenu } from "../../kit/menu.tsx";
import "./header.css";
import type { Rerun } from "./useRerun.ts";

interface HeaderProps {
  readonly host: Host<ReplayContract>;
  readonly snapshot: ReplaySnapshot;
  readonly state: PlayState | undefined;
  readonly position: number;
  readonly rerun: Rerun;
  readonly attempt: (request: Promise<unknown>) => void;
  readonly onHelp: () => void;
}

const MORE: readonly { readonly id: "openChat" | "openTrace"; readonly label: string }[] = [
  { id: "openChat", label: "Open in Chat" },
  { id: "openTrace", label: "Open Trace" },
];

/** What is played back, how things stood at the playhead, and what else can be done with the recording. */
export function Header({ host, snapshot, state, position, rerun, attempt, onHelp }: HeaderProps) {
  const { actions, title } = snapshot;
  const can = (action: ReplayAction): boolean => actions.includes(action);
  const more = MORE.filter(({ id }) => can(id));
  return (
    <header class="replay-header-frame">
      <div class="replay-header">
        <div class="replay-title">
          <h1 class="ellipsis" title={title}>
            {title === "" ? "Recording" : title}
          </h1>
          {state && <Who state={state} />}
        </div>
        <div class="replay-figures">{state && <Figures state={state} />}</div>
        <div class="replay-actions">
          {can("rerun") && (
            <Button
              icon="debug-rerun"
              disabled={rerun.running || rerun.picking}
              title={RERUN}
              onClick={rerun.start}
            >
              Re-run
            </Button>
          )}
          {can("fork") && (
            <Button
              icon="repo-forked"
              title="Go on from this moment in a new session, with something changed"
              onClick={() => attempt(host.request("fork", { position }))}
            >
              Fork here
            </Button>
          )}
          {can("compare") && (
            <Button
              icon="diff-multiple"
              title="Lay another session beside this one"
              onClick={() => attempt(host.request("compare"))}
            >
              Compare with…
            </Button>
          )}
          {can("saveAsTest") && (
            <Button
              icon="beaker"
              title="Save this recording in the project, where CI can re-run it"
              onClick={() => attempt(host.request("saveAsTest"))}
            >
              Save as Test
            </Button>
          )}
          <IconButton icon="question" label="Keys (?)" onClick={onHelp} />
          {more.length > 0 && (
            <MoreMenu
              label="More Actions"
              items={more}
              onPick={(id) => attempt(host.request(id as (typeof MORE)[number]["id"]))}
            />
          )}
        </div>
      </div>
    </header>
  );
}

const RERUN =
  "Run the agent's loop again with the recorded answers and tool results: no network, no files, no cost";

function Who({ state: { status } }: { readonly state: PlayState }) {
  return (
    <span class="muted small ellipsis">
      {[status.agent, status.model.id].filter((part) => part !== "").join(" · ")}
      {status.model.provider === "simulated" && !status.model.id.startsWith("simulated") && " · simulated"}
      {status.taint !== undefined && (
        <span title={`This conversation holds ${status.taint}.`}> · untrusted text</span>
      )}
    </span>
  );
}

function Figures({ state: { status, budget } }: { readonly state: PlayState }) {
  const told = budgetText(budget, status);
  return (
    <>
      <ContextMeter status={status} />
      <Costs status={status} />
      {told && (
        <dl class="costs figures">
          <div title={told.detail}>
            <dt>budget</dt>
            <dd>{told.text}</dd>
          </div>
        </dl>
      )}
    </>
  );
}
