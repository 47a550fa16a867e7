import { localDay } from "../core/days.ts";
import { epochMs, type EpochMs } from "../core/units.ts";

const MINUTE = 60_000;
const HOUR = 60;
/** Any moment would do; a fixed one makes the phase a function of the zone alone. */
const REFERENCE = epochMs(Date.UTC(2026, 0, 1));

/**
 * The hours of a time zone, numbered from the epoch. They are UTC's hours, moved by the zone's odd
 * minutes where it has some (India: 30), so that every local day begins with an hour.
 */
export class Hours {
  /** IANA name. */
  readonly zone: string;
  /** Minutes past UTC's full hour at which the zone's hours end, 0 to 59. */
  readonly phase: number;
  readonly #offsets: Intl.DateTimeFormat;
  readonly #days = new Map<number, string>();

  constructor(zone: string) {
    this.zone = zone;
    this.#offsets = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    this.phase = ((this.#offset(REFERENCE) % HOUR) + HOUR) % HOUR;
  }

  of(at: EpochMs): number {
    return Math.floor((at / MINUTE + this.phase) / HOUR);
  }

  /** The hour of the last moment before `at`. */
  last(at: EpochMs): number {
    return Math.ceil((at / MINUTE + this.phase) / HOUR) - 1;
  }

  start(hour: number): EpochMs {
    return epochMs((hour * HOUR - this.phase) * MINUTE);
  }

  /** The local day of an hour, `YYYY-MM-DD`. */
  day(hour: number): string {
    let day = this.#days.get(hour);
    if (day === undefined) {
      day = localDay(this.start(hour), this.zone);
      this.#days.set(hour, day);
    }
    return day;
  }

  /** When an hour begins by local time, `YYYY-MM-DDTHH:MM`. */
  label(hour: number): string {
    const start = this.start(hour);
    return new Date(start + this.#offset(start) * MINUTE).toISOString().slice(0, 16);
  }

  /** Minutes ahead of UTC. */
  #offset(at: EpochMs): number {
    const name = this.#offsets.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours, minutes] = /([+-])(\d+):(\d+)/.exec(name) ?? [];
    if (sign === undefined) return 0;
    return (sign === "-" ? -1 : 1) * (Number(hours) * HOUR + Number(minutes));
  }
}
