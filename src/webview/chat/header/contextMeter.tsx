import { contextUse } from "../../../views/chatWords.ts";
import type { SessionStatus } from "../../../views/sessionStatus.ts";
import { Icon } from "../../kit/icon.tsx";
import "./contextMeter.css";

/** How much of the model's context window the conversation takes. */
export function ContextMeter({ status }: { readonly status: SessionStatus }) {
  const use = contextUse(status);
  if (use === undefined) return null;
  const full = use.nearlyFull ? " Nearly full: its oldest parts will be left out for the model." : "";
  const advice = full + (use.left === undefined ? "" : ` ${use.left}`);
  return (
    <span
      class={`context-meter ${use.nearlyFull ? "nearly-full" : ""}`}
      title={`Context: ${use.text}.${advice}`}
    >
      {use.nearlyFull && <Icon name="warning" />}
      <span class="muted">ctx</span>
      <span
        class="context-bar"
        role="meter"
        aria-label="Context"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={use.percent}
        aria-valuetext={`${use.percent} %, ${use.text}.${advice}`}
      >
        <span style={{ width: `${use.percent}%` }} />
      </span>
      <span class="figures">{use.percent} %</span>
      {use.left !== undefined && <Icon name="fold" label={use.left} />}
    </span>
  );
}
