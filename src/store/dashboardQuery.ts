import type { Metering } from "../core/usage.ts";
import type { CellKind, Dimensions } from "./cells.ts";
import type {
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
import type { RolledUp, Rollups } from "./rollups.ts";
import { topSessions } from "./topSessions.ts";

/** Everything that the dashboard shows. Reads roll-ups only, so the number of calls does not matter. */
export function dashboard(
  db: Database,
  rollups: Rollups,
  hours: Hours,
  query: DashboardQuery,
): DashboardData {
  const buckets = bucketsOf(query.range, query.by, hours);
  const now = reader(rollups, hours, query, query.range);
  const before = reader(rollups, hours, query, query.before);
  const calls = now("call");
  return {
    buckets: buckets.map(({ label }) => label),
    series: figuresBy(
      calls,
      buckets.map(({ key }) => key),
      ({ bucket }) => bucket,
    ),
    calls: total(calls),
    callsBefore: total(before("call")),
    turns: total(now("turn")),
    turnsBefore: total(before("turn")),
    models: modelsOf(
      calls,
      buckets.map(({ key }) => key),
    ),
    tools: named(now("tool"), ({ name }) => name),
    agents: named(calls, ({ agent }) => agent),
    ...topSessions(db, query),
  };
}

type BucketKey = number | string;

function reader(rollups: Rollups, hours: Hours, { by, filter }: DashboardQuery, range: Range) {
  const [first, last] = by === "hour" ? hourBounds(range, hours) : dayBounds(range, hours);
  return (kind: CellKind): readonly RolledUp[] =>
    rollups.read(by, kind, first, last).filter(({ dimensions }) => passes(dimensions, filter));
}

/** Tools and turns belong to no model. */
const passes = (
  { kind, provider, name, agent }: Dimensions,
  { agent: only, model }: DashboardFilter = {},
): boolean =>
  (only === undefined || only === agent) &&
  (model === undefined || kind !== "call" || (model.provider === provider && model.id === name));

function total(cells: readonly RolledUp[]) {
  const sum = new FiguresSum();
  for (const { sums, dimensions } of cells) sum.add(sums, dimensions.metering);
  return sum.figures;
}

/** The figures of each key, in the order of the keys. */
function figuresBy<K>(cells: readonly RolledUp[], keys: readonly K[], keyOf: (cell: RolledUp) => K) {
  const sums = new Map(keys.map((key) => [key, new FiguresSum()]));
  for (const cell of cells) sums.get(keyOf(cell))?.add(cell.sums, cell.dimensions.metering);
  return [...sums.values()].map((sum) => sum.figures);
}

function modelsOf(calls: readonly RolledUp[], buckets: readonly BucketKey[]): readonly ModelFigures[] {
  const models = groupBy(calls, ({ dimensions: { provider, name, metering } }) =>
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
  const groups = groupBy(cells, ({ dimensions }) => nameOf(dimensions));
  return groups.map(([name, some]) => ({ name, ...total(some) })).toSorted((a, b) => b.count - a.count);
}

/** In the order of the keys, so that equals among them always come in the same order. */
function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly (readonly [key: string, group: readonly [T, ...T[]]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

interface Bucket {
  readonly key: BucketKey;
  readonly label: string;
}

function bucketsOf(range: Range, by: "hour" | "day", hours: Hours): readonly Bucket[] {
  if (by === "hour") {
    const [first, last] = hourBounds(range, hours);
    return Array.from({ length: last - first + 1 }, (_, i) => ({
      key: first + i,
      label: hours.label(first + i),
    }));
  }
  const [first, last] = dayBounds(range, hours);
  const days: Bucket[] = [];
  for (let day = first; day <= last; day = dayAfter(day)) days.push({ key: day, label: day });
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
