import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Storage } from "../core/ports.ts";
import { Database, type SqlJsStatic } from "./database.ts";
import type { Hours } from "./hours.ts";
import { Rollups } from "./rollups.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/** The file that spares a new process the reading of all recordings. */
export const snapshotPath = (root: string): string => join(root, "index.sqlite");

/** The snapshot's database, or an empty one where there is none that can be used. */
export async function openDatabase(
  sql: SqlJsStatic,
  storage: Storage,
  root: string,
  hours: Hours,
): Promise<Database> {
  // A snapshot that cannot be read costs time, nothing else.
  const bytes = await storage.read(snapshotPath(root)).catch(() => new Uint8Array());
  return (isWhole(bytes) ? reopen(sql, bytes, hours) : undefined) ?? create(sql, hours);
}

/** @throws where it cannot be written; what was there before is still there then. */
export async function saveDatabase(db: Database, storage: Storage, root: string): Promise<void> {
  const bytes = db.export();
  viewOf(bytes).setUint32(SEAL, checksum(bytes));
  await storage.replace(snapshotPath(root), bytes);
}

/**
 * A damaged file must be noticed, not believed, so it is sealed: the header's field for an
 * application's own id, which SQLite does not look at, holds the CRC-32 of all other bytes.
 */
const SEAL = 68;
const SEAL_END = 72;
const HEADER = 100;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const checksum = (bytes: Uint8Array): number =>
  crc32(bytes.subarray(SEAL_END), crc32(bytes.subarray(0, SEAL)));

const isWhole = (bytes: Uint8Array): boolean =>
  bytes.length > HEADER && viewOf(bytes).getUint32(SEAL) === checksum(bytes);

function create(sql: SqlJsStatic, hours: Hours): Database {
  const db = new Database(sql);
  db.script(SCHEMA);
  db.script(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  db.put("meta", { name: "zone", value: hours.zone });
  db.put("meta", { name: "phase", value: hours.phase });
  return db;
}

/** Undefined where the file is of another version, or its hours are not those of this zone. */
function reopen(sql: SqlJsStatic, bytes: Uint8Array, hours: Hours): Database | undefined {
  const db = new Database(sql, bytes);
  const meta = (name: string): unknown =>
    db.all("SELECT value FROM meta WHERE name = ?", [name])[0]?.["value"];
  const version = db.all("PRAGMA user_version")[0]?.["user_version"];
  if (version !== SCHEMA_VERSION || meta("phase") !== hours.phase) {
    db.close();
    return undefined;
  }
  if (meta("zone") !== hours.zone) {
    db.transaction(() => new Rollups(db, hours).rebuildDays());
    db.put("meta", { name: "zone", value: hours.zone });
  }
  return db;
}
