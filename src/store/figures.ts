import { ms, nanoUsd } from "../core/units.ts";
import type { CostSum, Metering } from "../core/usage.ts";
import { addCell, emptySums, type CellSums } from "./cells.ts";
import type { Figures, Percentiles } from "./dashboardData.ts";
import { percentile, type Histogram } from "./histogram.ts";

/** Cells added up, with real, simulated and unknown money apart. */
export class FiguresSum {
  readonly #sums = emptySums();
  #simulated = 0;
  #unpriced = 0;

  add(cell: CellSums, metering: Metering | ""): void {
    addCell(this.#sums, metering === "simulated" ? { ...cell, nanoUsd: 0 } : cell);
    if (metering === "simulated") this.#simulated += cell.nanoUsd;
    if (metering === "unpriced") this.#unpriced += cell.count;
  }

  get figures(): Figures {
    const { count, failures, input, cacheRead, cacheWrite5m, cacheWrite1h, output } = this.#sums;
    const failed = Object.values(failures).reduce((sum, each) => sum + each, 0) - (failures.cancelled ?? 0);
    return {
      count,
      failed,
      failures,
      usage: { input, cacheRead, cacheWrite5m, cacheWrite1h, output },
      cost: this.#cost(),
      duration: percentiles(this.#sums.duration),
      timeToFirstToken: percentiles(this.#sums.ttft),
    };
  }

  #cost(): CostSum {
    return {
      nanoUsd: nanoUsd(this.#sums.nanoUsd),
      simulatedNanoUsd: nanoUsd(this.#simulated),
      unpriced: this.#unpriced,
    };
  }
}

function percentiles(histogram: Readonly<Histogram>): Percentiles {
  const p50 = percentile(histogram, 0.5);
  const p95 = percentile(histogram, 0.95);
  return { ...(p50 !== undefined && { p50: ms(p50) }), ...(p95 !== undefined && { p95: ms(p95) }) };
}
