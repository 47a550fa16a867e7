import { groupBy } from "../core/groupBy.ts";
import type { Metering } from "../core/usage.ts";
import type { CellKind, Dimensions } from "./cells.ts";
import type {
  Choices,
  DashboardData,
  DashboardFilter,
  DashboardQuery,
  ModelFigures,
  NamedFigures,
  Range,
} from "./dashboardData.ts";
import type { Database } from "./database.ts";
import { FiguresSum } from "./figures.ts";
import type { Hours } from "./hours.ts";
import type { CellSource, RolledUp } from "./rollups.ts";
import { topSessions } from "./topSessions.ts";

/** Everything that the dashboard shows. Reads roll-ups only, so the number of calls does not matter. */
export function dashboard(
  db: Database,
  sources: readonly CellSource[],
  hours: Hours,
  query: DashboardQuery,
): DashboardData {
  const buckets = bucketsOf(query.range, query.by, hours);
  const keys = buckets.map(({ key }) => key);
  const now = reader(sources, hours, query, query.range);
  const before = reader(sources, hours, query, query.before);
  const [calls, tools, turns] = [now("call"), now("tool"), now("turn")];
  const filtered = (cells: readonly RolledUp[]): readonly RolledUp[] =>
    cells.filter(({ dimensions }) => passes(dimensions, query.filter));
  const [ofCalls, ofTools, ofTurns] = [filtered(calls), filtered(tools), filtered(turns)];
  return {
    buckets: buckets.map(({ label }) => label),
    bounds: buckets.map(({ bounds }) => bounds),
    series: figuresBy(ofCalls, keys),
    toolSeries: figuresBy(ofTools, keys),
    turnSeries: figuresBy(ofTurns, keys),
    calls: total(ofCalls),
    callsBefore: total(filtered(before("call"))),
    turns: total(ofTurns),
    turnsBefore: total(filtered(before("turn"))),
    models: modelsOf(ofCalls, keys),
    tools: named(ofTools, ({ name }) => name),
    agents: named(ofCalls, ({ agent }) => agent),
    services: named(
      ofCalls.filter(({ dimensions: { service } }) => service !== undefined),
      ({ service = "" }) => service,
    ),
    choices: choicesOf([...calls, ...tools, ...turns]),
    ...sessionsOf(db, query),
  };
}

/** Sessions are ours. */
const sessionsOf = (db: Database, query: DashboardQuery): ReturnType<typeof topSessions> =>
  isOwn(query.filter) ? topSessions(db, query) : { newest: [], dearest: [], longest: [] };

const isOwn = ({ source, service }: DashboardFilter = {}): boolean =>
  source !== "received" && service === undefined;

function choicesOf(cells: readonly RolledUp[]): Choices {
  const [services, agents, models] = [
    new Set<string>(),
    new Set<string>(),
    new Map<string, Choices["models"][number]>(),
  ];
  for (const { dimensions } of cells) {
    const { kind, provider, name, agent, service } = dimensions;
    if (service !== undefined) services.add(service);
    if (agent !== "") agents.add(agent);
    if (kind === "call") models.set(`${provider}/${name}`, { provider, id: name } as ModelFigures["model"]);
  }
  return {
    services: [...services].toSorted(),
    agents: [...agents].toSorted(),
    models: [...models.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

type BucketKey = number | string;

function reader(sources: readonly CellSource[], hours: Hours, { by }: DashboardQuery, range: Range) {
  const [first, last] = by === "hour" ? hourBounds(range, hours) : dayBounds(range, hours);
  return (kind: CellKind): readonly RolledUp[] =>
    sources.flatMap((source) => source.read(by, kind, first, last));
}

/** Tools and turns belong to no model. */
const passes = (
  { kind, provider, name, agent, service: sender }: Dimensions,
  { agent: only, model, source, service }: DashboardFilter = {},
): boolean =>
  (source === undefined || (source === "own") === (sender === undefined)) &&
  (service === undefined || service === sender) &&
  (only === undefined || only === agent) &&
  (model === undefined || kind !== "call" || (model.provider === provider && model.id === name));

function total(cells: readonly RolledUp[]) {
  const sum = new FiguresSum();
  for (const { sums, dimensions } of cells) sum.add(sums, dimensions.metering);
  return sum.figures;
}

/** The figures of each bucket, in the order of the keys. */
function figuresBy(cells: readonly RolledUp[], keys: readonly BucketKey[]) {
  const sums = new Map(keys.map((key) => [key, new FiguresSum()]));
  for (const cell of cells) sums.get(cell.bucket)?.add(cell.sums, cell.dimensions.metering);
  return [...sums.values()].map((sum) => sum.figures);
}

function modelsOf(calls: readonly RolledUp[], buckets: readonly BucketKey[]): readonly ModelFigures[] {
  const models = byKey(calls, ({ dimensions: { provider, name, metering } }) =>
    JSON.stringify([provider, name, metering]),
  );
  return models
    .map(([, cells]) => {
      const { provider, name, metering } = cells[0].dimensions;
      const nanoUsd = new Map(buckets.map((bucket) => [bucket, 0]));
      for (const { bucket, sums } of cells) nanoUsd.set(bucket, (nanoUsd.get(bucket) ?? 0) + sums.nanoUsd);
      const model = { provider, id: name } as ModelFigures["model"];
      return { ...total(cells), model, metering: metering as Metering, nanoUsd: [...nanoUsd.values()] };
    })
    .toSorted(
      (a, b) =>
        b.cost.nanoUsd - a.cost.nanoUsd ||
        b.cost.simulatedNanoUsd - a.cost.simulatedNanoUsd ||
        b.count - a.count,
    );
}

function named(
  cells: readonly RolledUp[],
  nameOf: (dimensions: Dimensions) => string,
): readonly NamedFigures[] {
  const groups = byKey(cells, ({ dimensions }) => nameOf(dimensions));
  return groups.map(([name, some]) => ({ name, ...total(some) })).toSorted((a, b) => b.count - a.count);
}

/** In the order of the keys, so that equals among them always come in the same order. */
const byKey = <T>(items: readonly T[], keyOf: (item: T) => string) =>
  [...groupBy(items, keyOf)].toSorted(([a], [b]) => (a < b ? -1 : 1));

interface Bucket {
  readonly key: BucketKey;
  readonly label: string;
  readonly bounds: Range;
}

function bucketsOf(range: Range, by: "hour" | "day", hours: Hours): readonly Bucket[] {
  if (by === "hour") {
    const [first, last] = hourBounds(range, hours);
    return Array.from({ length: last - first + 1 }, (_, i) => ({
      key: first + i,
      label: hours.label(first + i),
      bounds: { from: hours.start(first + i), to: hours.start(first + i + 1) },
    }));
  }
  const [first, last] = dayBounds(range, hours);
  const [firstHour, lastHour] = hourBounds(range, hours);
  const days: Bucket[] = [];
  let hour = firstHour;
  for (let day = first; day <= last; day = dayAfter(day)) {
    const from = hour;
    while (hour <= lastHour && hours.day(hour) === day) hour++;
    days.push({ key: day, label: day, bounds: { from: hours.start(from), to: hours.start(hour) } });
  }
  return days;
}

const hourBounds = ({ from, to }: Range, hours: Hours): readonly [number, number] => [
  hours.of(from),
  hours.last(to),
];

const dayBounds = (range: Range, hours: Hours): readonly [string, string] => {
  const [first, last] = hourBounds(range, hours);
  return [hours.day(first), hours.day(last)];
};

/** The next date of the calendar. */
const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
