import type { DashboardFilter, DashboardView } from "../../views/dashboardView.ts";
import { Select } from "../kit/select.tsx";

interface FilterBarProps {
  readonly view: DashboardView;
  readonly filter: DashboardFilter;
  readonly onPick: (filter: DashboardFilter) => void;
}

const ALL = "";
/** Ids of the choices that are no program; a program's begins otherwise. */
const OWN = "own";
const RECEIVED = "received";
const SERVICE = "service:";

/** What the figures are of. A choice that there is no alternative to is not shown. */
export function FilterBar({ view: { data }, filter, onPick }: FilterBarProps) {
  const { services, agents, models } = data.choices;
  const { source: _source, service: _service, ...others } = filter;
  const { agent: _agent, ...withoutAgent } = filter;
  const { model: _model, ...withoutModel } = filter;
  return (
    <div class="filter-bar">
      {(services.length > 0 || sourceOf(filter) !== ALL) && (
        <Select
          label="Source"
          value={sourceOf(filter)}
          options={[
            { id: ALL, label: "All sources" },
            { id: OWN, label: "Own sessions" },
            { id: RECEIVED, label: "All received" },
            ...services.map((service) => ({
              id: `${SERVICE}${service}`,
              label: service || "(unnamed program)",
            })),
          ]}
          onPick={(id) => onPick({ ...others, ...sourceFilter(id) })}
        />
      )}
      {(agents.length > 1 || filter.agent !== undefined) && (
        <Select
          label="Agent"
          value={filter.agent ?? ALL}
          options={[{ id: ALL, label: "All agents" }, ...agents.map((id) => ({ id, label: id }))]}
          onPick={(id) => onPick(id === ALL ? withoutAgent : { ...filter, agent: id })}
        />
      )}
      {(models.length > 1 || filter.model !== undefined) && (
        <Select
          label="Model"
          value={filter.model === undefined ? ALL : modelId(filter.model)}
          options={[
            { id: ALL, label: "All models" },
            ...models.map((model) => ({ id: modelId(model), label: model.id || "(unnamed model)" })),
          ]}
          onPick={(id) => {
            const model = models.find((each) => modelId(each) === id);
            onPick(model === undefined ? withoutModel : { ...filter, model });
          }}
        />
      )}
    </div>
  );
}

const modelId = ({ provider, id }: NonNullable<DashboardFilter["model"]>): string => `${provider}/${id}`;

const sourceOf = ({ source, service }: DashboardFilter): string =>
  service === undefined ? (source ?? ALL) : `${SERVICE}${service}`;

function sourceFilter(id: string): DashboardFilter {
  if (id === OWN || id === RECEIVED) return { source: id };
  return id.startsWith(SERVICE) ? { service: id.slice(SERVICE.length) } : {};
}
