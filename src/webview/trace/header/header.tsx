import type { ComponentChildren } from "preact";
import type { TraceChoice } from "../../../views/sessionTraces.ts";
import { IconButton } from "../../kit/button.tsx";
import { Icon } from "../../kit/icon.tsx";
import { Select } from "../../kit/select.tsx";
import { ToggleButton } from "../toggleButton.tsx";
import type { TraceModel } from "../traceModel.ts";
import type { Trace } from "../useTrace.ts";
import { Figures } from "./figures.tsx";
import { FilterBox } from "./filterBox.tsx";
import "./header.css";

interface HeaderProps {
  readonly choices: readonly TraceChoice[];
  readonly model: TraceModel;
  readonly onPick: Trace["open"];
  readonly onHelp: () => void;
}

/** Which trace it is, what it amounts to, and what can be done with it. */
export function Header({ choices, model, onPick, onHelp }: HeaderProps) {
  return (
    <header class="header">
      <div class="header-title">
        <Title choices={choices} model={model} onPick={onPick} />
      </div>
      <Figures model={model} />
      <div class="header-tools">
        <FilterBox model={model} />
        <Tools model={model} onHelp={onHelp} />
      </div>
    </header>
  );
}

const STATE_ICONS = {
  running: "loading",
  ok: "pass",
  error: "error",
  interrupted: "circle-slash",
} as const;

const STATE_LABELS = { running: "running", ok: "done", error: "failed", interrupted: "interrupted" } as const;

function Title({ choices, model, onPick }: Omit<HeaderProps, "onHelp">): ComponentChildren {
  const shown = choices.find(({ trace }) => trace === model.trace);
  const state = shown?.state ?? "ok";
  const icon = (
    <Icon
      name={STATE_ICONS[state]}
      class={`header-state state-${state}`}
      spin={state === "running"}
      label={STATE_LABELS[state]}
    />
  );
  if (choices.length <= 1) {
    return (
      <>
        {icon}
        <h1 class="ellipsis" title={shown?.title}>
          {shown?.title ?? model.waterfall.columns.text("name", model.waterfall.tree.order[0] ?? 0)}
        </h1>
      </>
    );
  }
  const options = choices.map(({ trace, title, start, state: how }, index) => ({
    id: trace,
    label: `${choices.length - index}. ${title}`,
    detail: `${STATE_LABELS[how]}, ${new Date(start).toLocaleString()}`,
  }));
  return (
    <>
      {icon}
      <Select
        label="Turn of the session"
        options={options}
        value={model.trace}
        onPick={(id) => onPick(choices.find(({ trace }) => trace === id)?.trace)}
      />
    </>
  );
}

function Tools({ model, onHelp }: Pick<HeaderProps, "model" | "onHelp">) {
  return (
    <div class="tools" role="toolbar" aria-label="Waterfall">
      <IconButton
        icon="expand-all"
        label="Unfold All (0)"
        onClick={() => model.change(({ waterfall }) => waterfall.foldToDepth(Infinity))}
      />
      <IconButton
        icon="collapse-all"
        label="Fold All (1)"
        onClick={() => model.change(({ waterfall }) => waterfall.foldToDepth(1))}
      />
      <ToggleButton
        icon="group-by-ref-type"
        label={
          model.waterfall.groupsRepeats ? "Show Repeated Spans One by One (g)" : "Group Repeated Spans (g)"
        }
        pressed={model.waterfall.groupsRepeats}
        onClick={() => model.change(({ waterfall }) => (waterfall.groupsRepeats = !waterfall.groupsRepeats))}
      />
      <ToggleButton
        icon="git-commit"
        label={model.showsPath ? "Hide Critical Path (c)" : "Show Critical Path (c)"}
        pressed={model.showsPath}
        onClick={() => model.change(() => (model.showsPath = !model.showsPath))}
      />
      <IconButton
        icon="screen-full"
        label="Show the Whole Time (f)"
        disabled={!model.isZoomed}
        onClick={() => model.show(undefined)}
      />
      <IconButton icon="question" label="Keys (?)" onClick={onHelp} />
    </div>
  );
}
