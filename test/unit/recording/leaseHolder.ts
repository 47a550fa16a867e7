import { nodePlatform } from "../../../src/node/platform.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { Leases } from "../../../src/recording/lease.ts";

/** Takes the lease of the folder in its first argument, says how that went, and lives until it is killed. */
const lease = await new Leases(new NodeStorage(), nodePlatform("0.0.0")).acquire(process.argv[2] ?? "");
process.send?.("heldBy" in lease ? "held" : "acquired");
process.on("message", () => undefined);
