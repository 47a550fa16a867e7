import type { FailureClass } from "../core/failure.ts";
import type { ModelRef } from "../core/lines.ts";
import type { Clock } from "../core/ports.ts";
import type { Ms } from "../core/units.ts";
import { Circuit } from "../safeguards/circuit.ts";
import { Lane } from "../safeguards/lane.ts";

/** A model that is left alone for a while. */
export interface RestingModel {
  readonly model: ModelRef;
  readonly failure: FailureClass;
  readonly left: Ms;
}

interface Way {
  readonly model: ModelRef;
  readonly circuit: Circuit;
  readonly lane: Lane;
}

/** What all sessions of this process share about each model: its health, and how many calls run at once. */
export class Traffic {
  readonly #clock: Clock;
  readonly #width: () => number;
  readonly #ways = new Map<string, Way>();

  constructor(clock: Clock, width: () => number) {
    this.#clock = clock;
    this.#width = width;
  }

  of(model: ModelRef): Pick<Way, "circuit" | "lane"> {
    const key = `${model.provider}/${model.id}`;
    let way = this.#ways.get(key);
    if (way === undefined) {
      way = { model, circuit: new Circuit(this.#clock), lane: new Lane(this.#clock, this.#width) };
      this.#ways.set(key, way);
    }
    const { circuit, lane } = way;
    return { circuit, lane };
  }

  resting(): readonly RestingModel[] {
    return [...this.#ways.values()].flatMap(({ model, circuit }) =>
      circuit.resting === undefined ? [] : [{ model, ...circuit.resting }],
    );
  }
}
