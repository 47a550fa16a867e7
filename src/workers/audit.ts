import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import type { Audited, FromAudit, ToAudit } from "../audit/messages.ts";
import { NodeSourceTree } from "../node/sourceTree.ts";
import { placedObservations } from "./audit/placedObservations.ts";

/** The worker thread of the audit. The audit's bundle and its grammars lie beside it. */
if (parentPort !== null) {
  const port = parentPort;
  const post = (message: FromAudit): void => port.postMessage(message);
  const loading = load();
  port.on("message", (message: ToAudit) => {
    void answer(message, post, loading).catch((error: unknown) =>
      post({
        type: "failed",
        id: message.id,
        message: error instanceof Error ? error.message : String(error),
      }),
    );
  });
}

async function load() {
  const audits = await import("../audit/auditor.ts");
  const auditor = await audits.Auditor.load(__dirname, (name) => readFile(join(__dirname, name)));
  return { audits, auditor };
}

async function answer(
  message: ToAudit,
  post: (message: FromAudit) => void,
  loading: ReturnType<typeof load>,
): Promise<void> {
  const { id } = message;
  const loaded = await loading;
  if (message.type === "render") {
    const options = {
      paint: (_style: string, text: string) => text,
      clean: (text: string) => text,
      version: process.env["FLIGHTDECK_VERSION"] ?? "development",
    };
    post({ type: "rendered", id, text: loaded.audits.renderReport(message.result, message.format, options) });
    return;
  }
  if (message.type === "fixes") {
    const { file } = await fileOf(message.folder, loaded);
    const { root, code, at } = message;
    const tree = new NodeSourceTree(message.folder);
    post({ type: "fixes", id, fixes: await loaded.auditor.fixes({ tree, file, root, code, at }) });
    return;
  }
  if (message.type === "declare") {
    const text = await readFile(join(message.folder, loaded.audits.AUDIT_FILE), "utf8").catch(
      () => undefined,
    );
    const fix = loaded.audits.declareIn(text, message.declaration);
    post({ type: "fixes", id, fixes: fix ? [fix] : [] });
    return;
  }
  const audited = await auditFolder(message, loaded, (done, all) =>
    post({ type: "progress", id, done, all }),
  );
  post({ type: "audited", id, audited });
}

async function auditFolder(
  { folder, today, observations, others }: Extract<ToAudit, { type: "audit" }>,
  loaded: Awaited<ReturnType<typeof load>>,
  progress: (done: number, all: number) => void,
): Promise<Audited> {
  const { audits, auditor } = loaded;
  const { file, problems } = await fileOf(folder, loaded);
  const tree = new NodeSourceTree(folder);
  const result = await auditor.audit({
    tree,
    file,
    declaredIn: audits.AUDIT_FILE,
    only: [],
    today,
    observations: await placedObservations(
      folder,
      observations,
      tree,
      others.map((other) => new NodeSourceTree(other)),
    ),
    progress: everyHundredth(progress),
  });
  return { folder, result, problems, summary: audits.summary(result), checklist: audits.checklist() };
}

/** What the folder says about its audit; nothing where that is broken. */
async function fileOf(folder: string, { audits }: Awaited<ReturnType<typeof load>>) {
  const text = await readFile(join(folder, audits.AUDIT_FILE), "utf8").catch(() => "");
  const { file, problems } = audits.readAuditFile(text);
  return { file: problems.length > 0 ? audits.NO_AUDIT_FILE : file, problems };
}

/** Messages between threads cost more than a person sees. */
const everyHundredth =
  (progress: (done: number, all: number) => void) =>
  (done: number, all: number): void => {
    if (done === all || done % Math.ceil(all / 100) === 0) progress(done, all);
  };
