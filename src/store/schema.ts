/**
 * The index's tables. It holds nothing that the recordings do not: another version, or other hours, and
 * it is made anew. Times are epoch milliseconds, money is nano-USD.
 *
 * `sessions` and the roll-ups (`hours`, `days`) cover every recording; `calls`, `tools` and `traces` only
 * the newest rows, so that memory stays bounded. `recordings` holds how far each was read, and what its
 * fold has to remember.
 */
export const SCHEMA_VERSION = 3;

const USAGE = `
  input INTEGER NOT NULL, cacheRead INTEGER NOT NULL, cacheWrite5m INTEGER NOT NULL,
  cacheWrite1h INTEGER NOT NULL, output INTEGER NOT NULL, nanoUsd INTEGER NOT NULL`;

const SUMS = `${USAGE}, calls INTEGER NOT NULL, tools INTEGER NOT NULL,
  simulatedNanoUsd INTEGER NOT NULL, unpriced INTEGER NOT NULL`;

const CELL = "dimension INTEGER NOT NULL, sums TEXT NOT NULL";

export const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

CREATE TABLE recordings (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL, indexed INTEGER NOT NULL, nextSeq INTEGER NOT NULL,
  headLength INTEGER NOT NULL, headCrc INTEGER NOT NULL,
  unreadable INTEGER NOT NULL, state TEXT);

CREATE TABLE sessions (
  recording INTEGER PRIMARY KEY, key TEXT NOT NULL, id TEXT,
  title TEXT NOT NULL, agent TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL,
  started REAL NOT NULL, updated REAL NOT NULL, turns INTEGER NOT NULL, prompts TEXT NOT NULL,
  status TEXT NOT NULL, failure TEXT, duration REAL NOT NULL, imported REAL,
  unreadable INTEGER NOT NULL, ${SUMS});
CREATE INDEX sessionsById ON sessions (id);
CREATE INDEX sessionsRunning ON sessions (key) WHERE status = 'running';
CREATE INDEX sessionsByTime ON sessions (updated);
CREATE INDEX sessionsByCost ON sessions (nanoUsd, simulatedNanoUsd, updated, agent);
CREATE INDEX sessionsByDuration ON sessions (duration, updated, agent);

CREATE TABLE traces (
  trace TEXT NOT NULL, recording INTEGER NOT NULL, root TEXT NOT NULL, turn TEXT,
  started REAL NOT NULL, ended REAL, status TEXT NOT NULL, failure TEXT,
  firstByte INTEGER NOT NULL, endByte INTEGER NOT NULL, seq INTEGER NOT NULL, ${SUMS},
  PRIMARY KEY (trace, recording)) WITHOUT ROWID;
CREATE INDEX tracesByRecording ON traces (recording, seq);
CREATE INDEX tracesByTime ON traces (started, trace);

CREATE TABLE calls (
  recording INTEGER NOT NULL, seq INTEGER NOT NULL, time REAL NOT NULL,
  request TEXT NOT NULL, serverRequest TEXT, trace TEXT NOT NULL, span TEXT NOT NULL,
  step INTEGER, attempt INTEGER, provider TEXT NOT NULL, model TEXT NOT NULL, answered TEXT,
  metering TEXT NOT NULL, priceSource TEXT, priceDate TEXT, failure TEXT, status INTEGER,
  duration REAL NOT NULL, timeToFirstToken REAL, uncertain INTEGER NOT NULL, ${USAGE},
  PRIMARY KEY (recording, seq)) WITHOUT ROWID;
CREATE INDEX callsByTime ON calls (time, request);

CREATE TABLE tools (
  recording INTEGER NOT NULL, seq INTEGER NOT NULL, time REAL NOT NULL, call TEXT NOT NULL,
  trace TEXT NOT NULL, name TEXT NOT NULL, failure TEXT, duration REAL NOT NULL,
  PRIMARY KEY (recording, seq)) WITHOUT ROWID;
CREATE INDEX toolsByTime ON tools (time, call);

CREATE TABLE dimensions (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, provider TEXT NOT NULL, name TEXT NOT NULL,
  agent TEXT NOT NULL, metering TEXT NOT NULL, UNIQUE (kind, provider, name, agent, metering));
CREATE TABLE hours (kind TEXT NOT NULL, bucket INTEGER NOT NULL, ${CELL},
  PRIMARY KEY (kind, bucket, dimension)) WITHOUT ROWID;
CREATE TABLE days (kind TEXT NOT NULL, bucket TEXT NOT NULL, ${CELL},
  PRIMARY KEY (kind, bucket, dimension)) WITHOUT ROWID;
`;
