import { useEffect } from "preact/hooks";
import type { TurnId } from "../../../core/ids.ts";
import { LinkButton } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { useAction } from "../../kit/useAction.ts";
import { useParts } from "../chatParts.ts";

/** Stands for a turn until its items have come. */
export function UnloadedTurn({ id }: { readonly id: TurnId }) {
  const { loader } = useParts();
  const { run, error } = useAction(() => loader.load(id));
  useEffect(() => void run(), [id]);
  if (error === undefined) return <p class="turn-unloaded muted">Loading…</p>;
  return (
    <div class="turn-unloaded">
      <ErrorLine error={error} />
      <LinkButton onClick={() => void run()}>Try again</LinkButton>
    </div>
  );
}
