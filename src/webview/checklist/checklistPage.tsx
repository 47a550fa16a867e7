import { useLayoutEffect, useRef } from "preact/hooks";
import type { ChecklistContract, ChecklistShown } from "../../protocol/checklist.ts";
import type { ChecklistReport } from "../../views/checklistReport.ts";
import { Button } from "../kit/button.tsx";
import type { Host } from "../kit/connection.ts";
import { ErrorLine } from "../kit/errorLine.tsx";
import { useAction } from "../kit/useAction.ts";
import { EmptyChecklist, NothingFound } from "./emptyChecklist.tsx";
import { keep, kept } from "./pageState.ts";
import { Place } from "./place.tsx";
import { ProjectReport } from "./projectReport.tsx";
import { Running } from "./running.tsx";
import { useChecklist } from "./useChecklist.ts";
import "./checklistPage.css";

interface PageProps {
  readonly host: Host<ChecklistContract>;
}

/** Whether the open project is ready for production: ten items, each with its proof and its gaps. */
export function ChecklistPage({ host }: PageProps) {
  const { shown, error, retry } = useChecklist(host);
  if (shown !== undefined) return <Shown host={host} shown={shown} />;
  if (error === undefined) return null;
  return (
    <main class="checklist">
      <ErrorLine error={error} />
      <div>
        <Button onClick={retry}>Try Again</Button>
      </div>
    </main>
  );
}

function Shown({ host, shown }: PageProps & { readonly shown: ChecklistShown }) {
  const { report, running } = shown;
  const run = useAction(() => host.request("run"));
  const cancel = useAction(() => host.request("cancel"));
  const start = (): void => void run.run();
  return (
    <main class="checklist" aria-busy={running !== undefined}>
      <Header host={host} report={report} onRun={running === undefined ? start : undefined} />
      {running && <Running {...running} onCancel={() => void cancel.run()} />}
      <ErrorLine error={run.error ?? cancel.error} />
      {report === undefined ? (
        running === undefined && <EmptyChecklist onRun={start} />
      ) : (
        <Report host={host} report={report} />
      )}
    </main>
  );
}

interface HeaderProps extends PageProps {
  readonly report: ChecklistReport | undefined;
  /** Undefined while an audit runs. */
  readonly onRun: (() => void) | undefined;
}

function Header({ host, report, onRun }: HeaderProps) {
  const save = useAction((format: "markdown" | "html") => host.request("export", { format }));
  const hasItems = (report?.projects.length ?? 0) > 0;
  return (
    <>
      <header class="checklist-header">
        <h1>Production checklist</h1>
        <div class="checklist-actions">
          {report && (
            <Button icon="refresh" disabled={onRun === undefined} onClick={() => onRun?.()}>
              Run Again
            </Button>
          )}
          {hasItems && <Button onClick={() => void save.run("markdown")}>Export Markdown</Button>}
          {hasItems && <Button onClick={() => void save.run("html")}>Export HTML</Button>}
        </div>
      </header>
      <ErrorLine error={save.error} onDismiss={save.dismiss} />
    </>
  );
}

function Report({ host, report }: PageProps & { readonly report: ChecklistReport }) {
  const end = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const area = end.current?.closest<HTMLElement>(".page, #root");
    if (!area) return undefined;
    area.scrollTop = kept(host.state).top ?? 0;
    const note = (): void => keep(host.state, { top: area.scrollTop });
    area.addEventListener("scrollend", note);
    return () => area.removeEventListener("scrollend", note);
  }, []);
  const open = useAction((place: ChecklistContract["requests"]["openPlace"]["args"]) =>
    host.request("openPlace", place),
  );
  return (
    <>
      <ErrorLine error={open.error} onDismiss={open.dismiss} />
      {report.projects.length === 0 && <NothingFound why={report.nothing} />}
      {report.projects.map((project) => (
        <ProjectReport
          key={`${project.folder}:${project.root}`}
          host={host}
          project={project}
          named={report.projects.length > 1}
          onPlace={(place) => void open.run(place)}
        />
      ))}
      {report.notices.length > 0 && (
        <section class="checklist-notices" aria-label="Notices">
          <h2>Notices</h2>
          <ul>
            {report.notices.map((place) => (
              <Place
                key={`${place.file}:${place.line}:${place.why}`}
                place={place}
                onOpen={(at) => void open.run(at)}
              />
            ))}
          </ul>
        </section>
      )}
      <p class="muted small">{report.files} Nothing of the project was run.</p>
      <div ref={end} />
    </>
  );
}
