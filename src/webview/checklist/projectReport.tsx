import { useState } from "preact/hooks";
import type { ChecklistContract } from "../../protocol/checklist.ts";
import type { ReportProject } from "../../views/checklistReport.ts";
import type { Host } from "../kit/connection.ts";
import { ErrorLine } from "../kit/errorLine.tsx";
import { useAction } from "../kit/useAction.ts";
import { ItemRow } from "./itemRow.tsx";
import { keep, kept } from "./pageState.ts";
import type { OnPlace } from "./place.tsx";

interface ProjectReportProps {
  readonly host: Host<ChecklistContract>;
  readonly project: ReportProject;
  /** Whether the project stands among others and needs its name. */
  readonly named: boolean;
  readonly onPlace: OnPlace;
}

/** One project: the sentence that sums it up, and its items by group. */
export function ProjectReport({ host, project, named, onPlace }: ProjectReportProps) {
  const { folder, root, name, frameworks, sentence, groups } = project;
  const [open, setOpen] = useState(() => new Set(kept(host.state).open));
  const fix = useAction((code: string) => host.request("fix", { folder, root, code }));
  const explain = useAction((code: string) => host.request("explain", { code }));
  const trace = useAction((id: string) => host.request("openTrace", { trace: id }));
  const toggle = (key: string, isOpen: boolean): void => {
    const next = new Set(open);
    if (isOpen) next.add(key);
    else next.delete(key);
    setOpen(next);
    // Other projects keep theirs in the same list.
    const others = (kept(host.state).open ?? []).filter((one) => !one.startsWith(`${folder}:${root}:`));
    keep(host.state, {
      open: [...others, ...[...next].filter((one) => one.startsWith(`${folder}:${root}:`))],
    });
  };
  return (
    <section class="checklist-project" aria-label={name}>
      {named && (
        <h2 class="checklist-name">
          {name} <span class="muted small">{frameworks.join(", ")}</span>
        </h2>
      )}
      <p class="checklist-sentence">{sentence}</p>
      <ErrorLine error={fix.error ?? explain.error} onDismiss={fix.error ? fix.dismiss : explain.dismiss} />
      <ErrorLine error={trace.error} onDismiss={trace.dismiss} />
      {groups.map((group) => (
        <section key={group.title} class="checklist-group" aria-label={group.title}>
          <h3>{group.title}</h3>
          <ul class="checklist-items">
            {group.items.map((item) => {
              const key = `${folder}:${root}:${item.code}`;
              return (
                <ItemRow
                  key={item.code}
                  item={item}
                  open={open.has(key)}
                  onToggle={(isOpen) => toggle(key, isOpen)}
                  onPlace={onPlace}
                  onTrace={(id) => void trace.run(id)}
                  onFix={() => void fix.run(item.code)}
                  onExplain={() => void explain.run(item.code)}
                />
              );
            })}
          </ul>
        </section>
      ))}
    </section>
  );
}
