import type { ChatHeader } from "../../../protocol/chat.ts";
import { EXAMPLE_PROMPTS } from "../../../views/examplePrompts.ts";
import { LinkButton } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";
import "./empty.css";

const LIMITS = {
  no_folder: {
    text: "No folder is open, so the agent has no files to read or change.",
    command: "openFolder",
    label: "Open a folder",
  },
  restricted: {
    text: "This folder is in Restricted Mode: the agent may read, but not write, run or send anything.",
    command: "manageTrust",
    label: "Manage trust",
  },
} as const;

function Limits({ limits }: { readonly limits: keyof typeof LIMITS }) {
  const { host, attempt } = useParts();
  const { text, command, label } = LIMITS[limits];
  return (
    <p class="empty-hint">
      <Icon name="warning" />
      <span>
        {text}{" "}
        <LinkButton onClick={() => attempt(host.request("runCommand", { command }))}>{label}</LinkButton>
      </span>
    </p>
  );
}

/** What a session without messages shows: what this is, and what can be asked. */
export function Empty({ header }: { readonly header: ChatHeader }) {
  const { host, attempt } = useParts();
  const { run, error, pending, dismiss } = useAction((text: string) => host.request("send", { text }));
  const simulated = header.model.provider === "simulated";
  return (
    <div class="empty">
      <Icon name="comment-discussion" class="empty-icon" />
      <h1>Give {header.agent} a task about this project</h1>
      <p class="muted">
        It works step by step. You see each step, approve what it changes, and can stop it at any time.
      </p>
      {header.readOnly === undefined && (
        <ul class="empty-prompts" aria-label="Examples">
          {EXAMPLE_PROMPTS.filter((prompt) => simulated || !prompt.onlySimulated).map(({ text, label }) => (
            <li key={label}>
              <button type="button" class="empty-prompt" disabled={pending} onClick={() => void run(text)}>
                {label}
              </button>
            </li>
          ))}
        </ul>
      )}
      <ErrorLine error={error} onDismiss={dismiss} />
      {header.limits !== undefined && <Limits limits={header.limits} />}
      {simulated && (
        <p class="empty-hint">
          <Icon name="info" />
          <span>
            The model is simulated: it works without a key and costs nothing.{" "}
            <LinkButton onClick={() => attempt(host.request("runCommand", { command: "setApiKey" }))}>
              Set an API key
            </LinkButton>{" "}
            to use Claude.
          </span>
        </p>
      )}
    </div>
  );
}
