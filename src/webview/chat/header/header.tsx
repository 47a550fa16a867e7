import type { ChatHeader } from "../../../protocol/chat.ts";
import { transcriptMarkdown } from "../../../views/transcriptMarkdown.ts";
import { IconButton } from "../../kit/button.tsx";
import { MoreMenu } from "../../kit/menu.tsx";
import { Select } from "../../kit/select.tsx";
import { useParts, type ChatParts } from "../chatParts.ts";
import { ContextMeter } from "./contextMeter.tsx";
import { Costs } from "./costs.tsx";
import "./header.css";

const MORE = [
  { id: "openTrace", label: "Open Trace" },
  { id: "copyAsMarkdown", label: "Copy as Markdown" },
];

/** Who answers, how full the context is, what it costs, and what can be done with the session. */
export function Header({ header }: { readonly header: ChatHeader }) {
  const parts = useParts();
  const { host, attempt } = parts;
  const more: Readonly<Record<string, () => Promise<unknown>>> = {
    openTrace: () => host.request("openTrace"),
    copyAsMarkdown: () => copyAsMarkdown(parts, header.title),
  };
  return (
    <header class="header-frame">
      <div class="header">
        <div class="header-who">
          <Select
            label="Agent"
            options={header.agents}
            value={header.agent}
            disabled={header.running}
            onPick={(name) => attempt(host.request("pickAgent", { name }))}
          />
          <Select
            label="Model"
            options={header.models}
            value={header.modelId}
            disabled={header.running || header.readOnly !== undefined}
            onPick={(id) => attempt(host.request("pickModel", { id }))}
          />
          {header.model.provider === "simulated" && (
            <span class="badge" title="Nothing is sent and nobody pays: answers come from a simulation.">
              simulated
            </span>
          )}
          {header.model.provider === "vscode" && (
            <span
              class="badge"
              title="A model of VS Code: its tokens are counted, what it costs is not known here."
            >
              not metered
            </span>
          )}
          {header.taint !== undefined && (
            <span class="badge badge-warning" title={`This conversation holds ${header.taint}.`}>
              untrusted text
            </span>
          )}
        </div>
        <div class="header-figures">
          <ContextMeter status={header} />
          <Costs status={header} />
        </div>
        <div class="header-actions">
          <IconButton icon="add" label="New Session" onClick={() => attempt(host.request("newSession"))} />
          <MoreMenu label="More Actions" items={MORE} onPick={(id) => more[id] && attempt(more[id]())} />
        </div>
      </div>
    </header>
  );
}

/** Copies the whole conversation, with the turns that the page has not loaded. */
async function copyAsMarkdown({ host, conversation, loader }: ChatParts, title: string): Promise<void> {
  const turns = conversation.turns.map(({ id }) => id);
  const missing = turns.filter((turn) => conversation.itemsOf(turn) === undefined);
  await Promise.all(missing.map((turn) => loader.load(turn)));
  const items = turns.flatMap((turn) => conversation.itemsOf(turn) ?? []);
  await host.request("copy", { text: transcriptMarkdown(title, items) });
}
