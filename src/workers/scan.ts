import { parentPort } from "node:worker_threads";
import { findSecrets } from "../recording/secretSpans.ts";
import { scorer } from "../safeguards/injection/score.ts";

/** The worker thread that looks through long texts for secrets and injections. */
if (parentPort !== null) {
  const port = parentPort;
  const score = scorer();
  port.on("message", ({ id, text, held }: { id: number; text: string; held: readonly string[] }) =>
    port.postMessage({ id, secrets: findSecrets(text, held), score: score(text) }),
  );
}
