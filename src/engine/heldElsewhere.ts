import { FlightdeckError } from "../core/failure.ts";
import type { LeaseOwner } from "../recording/lease.ts";

/** Another process writes the session; it can be read, and followed, but not gone on with. */
export class HeldElsewhereError extends FlightdeckError {
  override readonly name = "HeldElsewhereError";
  readonly owner: LeaseOwner;
  /** Whether it runs on this machine, where one can know whether it lives. */
  readonly isLocal: boolean;

  constructor(owner: LeaseOwner, hostname: string) {
    const isLocal = owner.host === hostname;
    const where = isLocal ? `process ${owner.pid}` : `process ${owner.pid} on ${owner.host}`;
    super("storage", `This session is open in ${owner.program ?? "another process"} (${where}).`, {
      advice: isLocal
        ? "Stop it there first."
        : "Close it there first, or take it over if that machine is gone.",
    });
    this.owner = owner;
    this.isLocal = isLocal;
  }
}
