import { formatCost } from "../../../views/format.ts";
import type { SessionStatus } from "../../../views/sessionStatus.ts";
import { CacheRate } from "./cacheRate.tsx";
import "./costs.css";

/** What the turn and the session cost so far, and how much the cache spared. */
export function Costs({ status }: { readonly status: SessionStatus }) {
  return (
    <dl class="costs figures">
      <CacheRate status={status} />
      <div>
        <dt>turn</dt>
        <dd>{formatCost(status.turnCost)}</dd>
      </div>
      <div>
        <dt>session</dt>
        <dd>{formatCost(status.sessionCost)}</dd>
      </div>
    </dl>
  );
}
