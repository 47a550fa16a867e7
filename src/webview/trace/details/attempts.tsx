import { failureInfo } from "../../../core/failure.ts";
import { formatDuration, formatTokens } from "../../../views/figures.ts";
import { formatCost } from "../../../views/format.ts";
import type { AttemptDetails } from "../../../views/spanDetails.ts";
import { addCost, NO_COST, promptTokens } from "../../../core/usage.ts";
import "./attempts.css";

/** The server's id of a request, for its support. */
export const requestIdOf = ({ response }: AttemptDetails): string | undefined =>
  response?.ok === true ? response.response.requestId : response?.details.requestId;

/** The HTTP tries of a model call: what became of each, and what it cost. */
export function Attempts({ attempts }: { readonly attempts: readonly AttemptDetails[] }) {
  const models = new Set(attempts.map(({ request }) => request.model.id)).size;
  return (
    <>
      <h3>{attempts.length === 1 ? "Attempt" : "Attempts"}</h3>
      <div class="table-room">
        <table class="attempts figures">
          <thead>
            <tr>
              <th scope="col">#</th>
              {models > 1 && <th scope="col">model</th>}
              <th scope="col">result</th>
              <th scope="col">duration</th>
              <th scope="col">tokens</th>
              <th scope="col">cost</th>
            </tr>
          </thead>
          <tbody>
            {attempts.map((attempt) => (
              <AttemptRow key={attempt.request.request} attempt={attempt} showsModel={models > 1} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface AttemptRowProps {
  readonly attempt: AttemptDetails;
  /** A fallback makes attempts at another model. */
  readonly showsModel: boolean;
}

function AttemptRow({ attempt: { request, response }, showsModel }: AttemptRowProps) {
  return (
    <tr>
      <td>{request.attempt}</td>
      {showsModel && <td>{request.model.id}</td>}
      <td class={response?.ok === false ? "attempt-failed" : ""}>{resultOf(response)}</td>
      <td>{response && formatDuration(response.duration)}</td>
      <td>
        {response && `${formatTokens(promptTokens(response.usage))}/${formatTokens(response.usage.output)}`}
      </td>
      <td title={response && priceOf(response)}>{response && costOf(response)}</td>
    </tr>
  );
}

type Response = NonNullable<AttemptDetails["response"]>;

function resultOf(response: Response | undefined): string {
  if (response === undefined) return "no answer yet";
  if (response.ok) return `${response.response.status ?? ""} ${response.response.stopReason}`.trim();
  const { status } = response.details;
  return `${status ?? ""} ${failureInfo(response.failure).label}`.trim();
}

function costOf({ cost, uncertain }: Response): string {
  if (cost.metering === "not_metered") return "not metered";
  return (uncertain ? "~" : "") + formatCost(addCost(NO_COST, cost));
}

const priceOf = ({ cost }: Response): string =>
  cost.priceSource === undefined
    ? ""
    : `price of ${cost.priceDate ?? "unknown date"}, from ${cost.priceSource}`;
