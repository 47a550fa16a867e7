import initSqlJs from "sql.js";
import type { PlatformInfo, Storage } from "../../../src/core/ports.ts";
import type { IndexNews } from "../../../src/store/indexMessages.ts";
import { IndexService } from "../../../src/workers/index/service.ts";
import { VirtualClock } from "../virtualClock.ts";
import { fakePlatform } from "./storeFolder.ts";

const sql = initSqlJs();

export interface IndexOfOptions {
  readonly storage: Storage;
  readonly root: string;
  readonly zone?: string;
  readonly rowLimit?: number;
  readonly clock?: VirtualClock;
  readonly platform?: PlatformInfo;
  readonly post?: (message: IndexNews) => void;
}

/** An index in this thread, as its worker would open it. */
export async function indexOf(options: IndexOfOptions): Promise<IndexService> {
  return IndexService.open({
    zone: "UTC",
    rowLimit: 100_000,
    clock: new VirtualClock(),
    platform: fakePlatform(),
    post: () => undefined,
    ...options,
    sql: await sql,
  });
}
