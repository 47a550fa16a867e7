import type { TurnView } from "../../../views/transcriptItems.ts";
import { IconButton } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";
import type { TurnId } from "../../../core/ids.ts";

/** `‹ 2/3 ›`: goes to another version of a message and what came of it. */
export function Branches({ turn, canSwitch }: { readonly turn: TurnView; readonly canSwitch: boolean }) {
  const { host } = useParts();
  const { run, error, dismiss } = useAction((to: TurnId) => host.request("switchTo", { turn: to }));
  const { branches, id } = turn;
  if (branches.length < 2) return null;
  const index = branches.indexOf(id);
  const step = (icon: string, label: string, to: TurnId | undefined) => (
    <IconButton icon={icon} label={label} disabled={!canSwitch || !to} onClick={() => to && void run(to)} />
  );
  return (
    <span class="branches" role="group" aria-label="Versions of this message">
      {step("chevron-left", "Previous version", branches[index - 1])}
      <span class="figures small">
        {index + 1}/{branches.length}
      </span>
      {step("chevron-right", "Next version", branches[index + 1])}
      <ErrorLine error={error} onDismiss={dismiss} />
    </span>
  );
}
