import { packSums, unpackSums, type Cell, type Dimensions, type PackedSums } from "./cells.ts";
import type { FoldState } from "./recordingFold.ts";

/** As text for the database. Cells are the bulk of it, so they come without the names of their fields. */
export const encodeState = ({ cells, ...state }: FoldState): string =>
  JSON.stringify({ ...state, cells: cells.map(pack) });

export function decodeState(text: string): FoldState {
  const { cells, ...state } = JSON.parse(text) as Omit<FoldState, "cells"> & {
    readonly cells: readonly Packed[];
  };
  return { ...state, cells: cells.map(unpack) };
}

type Packed = readonly [
  hour: number,
  kind: Dimensions["kind"],
  provider: string,
  name: string,
  agent: string,
  metering: Dimensions["metering"],
  sums: PackedSums,
];

const pack = (cell: Cell): Packed => {
  const { hour, kind, provider, name, agent, metering } = cell;
  return [hour, kind, provider, name, agent, metering, packSums(cell)];
};

const unpack = ([hour, kind, provider, name, agent, metering, sums]: Packed): Cell => ({
  hour,
  kind,
  provider,
  name,
  agent,
  metering,
  ...unpackSums(sums),
});
