// Preloaded into a process (`node --import`): the network, processes and files throw, but for reading what
// SEALED_READS names. That way a program shows that it needs no more.
import childProcess from "node:child_process";
import dns from "node:dns";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { sep } from "node:path";
import workers from "node:worker_threads";

const readable = (process.env["SEALED_READS"] ?? "").split("\n").filter(Boolean);

const refuse = (what: string) => (): never => {
  // Said aloud, because what throws may be caught.
  process.stderr.write(`SEALED: ${what}\n`);
  throw new Error(`SEALED: ${what}`);
};

const isReadable = (path: unknown): boolean => {
  const name = String(path instanceof URL ? path.pathname : path);
  return readable.some((allowed) => name === allowed || name.startsWith(`${allowed}${sep}`));
};

const READS: ReadonlySet<string> = new Set([
  "open",
  "openSync",
  "readFile",
  "readFileSync",
  "stat",
  "statSync",
  "lstat",
  "lstatSync",
  "realpath",
  "realpathSync",
  "existsSync",
  "access",
  "accessSync",
]);

const OPENS: ReadonlySet<string> = new Set(["open", "openSync"]);

/** Handles that are open already, and what is no function of the file system. */
const LET_BE =
  /^(?:fstat|fstatSync|read|readSync|close|closeSync|readv|readvSync|[A-Z_].*|constants|promises|_.*)$/;

function sealFiles(target: object, where: string): void {
  for (const name of Object.keys(target)) {
    const real: unknown = Reflect.get(target, name);
    if (typeof real !== "function" || LET_BE.test(name)) continue;
    const sealed = (...args: readonly unknown[]): unknown => {
      const [path, flags] = args;
      const reads =
        READS.has(name) && (!OPENS.has(name) || flags === undefined || flags === "r" || flags === 0);
      if (!reads || !isReadable(path)) refuse(`${where}.${name} ${String(path)}`)();
      return Reflect.apply(real, target, args);
    };
    Reflect.set(target, name, Object.assign(sealed, real));
  }
}

sealFiles(fs, "fs");
sealFiles(fs.promises, "fs.promises");
for (const name of ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"])
  Reflect.set(childProcess, name, refuse(`child_process.${name}`));
net.Socket.prototype.connect = refuse("a connection");
net.Server.prototype.listen = refuse("listening");
Reflect.set(dns, "lookup", refuse("dns.lookup"));
globalThis.fetch = refuse("fetch");
Reflect.set(workers, "Worker", refuse("a worker thread"));
syncBuiltinESMExports();
