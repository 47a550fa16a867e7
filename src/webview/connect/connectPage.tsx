import { useMemo, useState } from "preact/hooks";
import type { ConnectContract } from "../../protocol/connect.ts";
import type { ConnectView } from "../../views/connect.ts";
import { snippets } from "../../views/connectSnippets.ts";
import { Button } from "../kit/button.tsx";
import type { Host } from "../kit/connection.ts";
import { ErrorLine } from "../kit/errorLine.tsx";
import { Icon } from "../kit/icon.tsx";
import { Tabs } from "../kit/tabs.tsx";
import { useAction } from "../kit/useAction.ts";
import { CodeBlock } from "./codeBlock.tsx";
import "./connectPage.css";
import { Status } from "./status.tsx";
import { useConnect } from "./useConnect.ts";

/** How a person's agent sends its spans here, and whether the first has come. */
export function ConnectPage({ host }: { readonly host: Host<ConnectContract> }) {
  const { view, error, retry } = useConnect(host);
  return (
    <main class="connect">
      <div class="connect-column">
        <h1>Connect your agent</h1>
        {error && (
          <>
            <ErrorLine error={error} />
            <Button onClick={retry}>Try Again</Button>
          </>
        )}
        {view && <Connected view={view} host={host} />}
      </div>
    </main>
  );
}

function Connected({ view, host }: { readonly view: ConnectView; readonly host: Host<ConnectContract> }) {
  const { port, variables, taken, arrived } = view;
  const opened = useAction((trace: NonNullable<ConnectView["arrived"]>["trace"]) =>
    host.request("openTrace", { trace }),
  );
  const copied = useAction((text: string) => host.request("copy", { text }));
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return (
    <>
      {taken === undefined && (
        <p>
          New terminals, tasks and debug sessions of this window already tell programs where to send their
          spans. Start your agent in one, and its traces appear in the view <em>Traces</em>. Everything stays
          on this machine.
        </p>
      )}
      <Status port={port} arrived={arrived} onOpen={(trace) => void opened.run(trace)} />
      <ErrorLine error={opened.error ?? copied.error} />
      {taken && <Taken taken={taken} port={port} />}
      <h2>If it makes no spans yet</h2>
      <Frameworks host={host} port={port} onCopy={copied.run} />
      <h2>If you start it elsewhere</h2>
      <p class="muted">
        Set these there; the second shows that it belongs to this workspace. Without it the program stands
        under <em>Unclaimed</em>, and what it says is not kept.
      </p>
      <CodeBlock title="Environment" code={lines.join("\n")} onCopy={copied.run} />
    </>
  );
}

function Frameworks({
  host,
  port,
  onCopy,
}: {
  readonly host: Host<ConnectContract>;
  readonly port: number;
  readonly onCopy: (text: string) => Promise<boolean>;
}) {
  const [shown, setShown] = useState(() => keptTab(host.state.get()));
  const all = useMemo(() => snippets(port), [port]);
  const show = (id: string): void => {
    host.state.set(id);
    setShown(id);
  };
  return (
    <div>
      <Tabs
        label="Frameworks"
        shown={shown}
        onShow={show}
        tabs={all.map(({ id, label, steps }) => ({
          id,
          label,
          draw: () =>
            steps.map(({ title, code }) => (
              <CodeBlock key={`${id}-${title}`} title={title} code={code} onCopy={onCopy} />
            )),
        }))}
      />
    </div>
  );
}

const keptTab = (kept: unknown): string => (typeof kept === "string" ? kept : "");

function Taken({
  taken: { name, value },
  port,
}: {
  readonly taken: NonNullable<ConnectView["taken"]>;
  readonly port: number;
}) {
  return (
    <p class="connect-taken" role="note">
      <Icon name="warning" />
      <span>
        <code>{name}</code> is set already ({value}), so new terminals are left as they are, and spans go
        there. To see them here too, let your collector send them on to <code>http://127.0.0.1:{port}</code>,
        or set the variables below in one terminal.
      </span>
    </p>
  );
}
