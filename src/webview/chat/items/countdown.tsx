import type { EpochMs } from "../../../core/units.ts";
import { useNow } from "../../kit/clock.ts";
import { useParts } from "../chatParts.ts";

/** Counts down to when a run goes on. */
export function Countdown({ until }: { readonly until: EpochMs }) {
  const { here } = useParts();
  const now = useNow(true, 250);
  const seconds = Math.max(0, Math.ceil((here(until) - now) / 1000));
  return (
    <span class="countdown figures" role="timer">
      {seconds === 0 ? "now." : `in ${seconds} s.`}
    </span>
  );
}
