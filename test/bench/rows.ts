/** The rows of the bench, each a file of its name under `rows/`. */
export const ROWS: readonly string[] = [
  "bundle",
  "package",
  "activation",
  "loop",
  "chain",
  "recording",
  "scan",
  "ledger",
  "frames",
  "trace",
  "index",
  "receiver",
  "receivedStore",
  "audit",
  "playback",
  "replay",
];
