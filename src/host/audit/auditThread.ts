import * as vscode from "vscode";
import type { NewDeclaration } from "../../audit/fixes/declare.ts";
import type { Fix } from "../../audit/fixes/fix.ts";
import type { Audited, FixQuestion, FromAudit, ToAudit } from "../../audit/messages.ts";
import type { ReportFormat } from "../../audit/report/render.ts";
import type { AuditResult } from "../../audit/result.ts";
import type { WorkerChannel, Workers } from "../../core/ports.ts";

interface Waiting {
  readonly resolve: (message: FromAudit) => void;
  readonly reject: (error: Error) => void;
  readonly progress: (done: number, all: number) => void;
}

/** The audit in a thread of its own, so that the extension host stays free. It keeps what it has read. */
export class AuditThread implements vscode.Disposable {
  readonly #workers: Workers;
  readonly #waiting = new Map<number, Waiting>();
  #channel: WorkerChannel | undefined;
  #last = 0;

  constructor(workers: Workers) {
    this.#workers = workers;
  }

  /** @throws CancellationError when the token fires. The thread is ended then, whatever it is doing. */
  async audit(
    question: Omit<Extract<ToAudit, { readonly type: "audit" }>, "type" | "id">,
    progress: (done: number, all: number) => void,
    token: vscode.CancellationToken,
  ): Promise<Audited> {
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    const cancelled = token.onCancellationRequested(() => this.#end(new vscode.CancellationError()));
    try {
      const answer = await this.#ask((id) => ({ type: "audit", id, ...question }), progress);
      if (answer.type !== "audited") throw new Error(`The audit answered ${answer.type}.`);
      return answer.audited;
    } finally {
      cancelled.dispose();
    }
  }

  async render(result: AuditResult, format: ReportFormat): Promise<string> {
    const answer = await this.#ask((id) => ({ type: "render", id, result, format }));
    if (answer.type !== "rendered") throw new Error(`The audit answered ${answer.type}.`);
    return answer.text;
  }

  /** What can be done about a finding. */
  async fixes(folder: string, question: FixQuestion): Promise<readonly Fix[]> {
    const answer = await this.#ask((id) => ({ type: "fixes", id, folder, ...question }));
    return answer.type === "fixes" ? answer.fixes : [];
  }

  /** What a declaration would write; undefined where the audit's file is broken. */
  async declare(folder: string, declaration: NewDeclaration): Promise<Fix | undefined> {
    const answer = await this.#ask((id) => ({ type: "declare", id, folder, declaration }));
    return answer.type === "fixes" ? answer.fixes[0] : undefined;
  }

  dispose(): void {
    this.#end(new vscode.CancellationError());
  }

  #ask(
    question: (id: number) => ToAudit,
    progress: Waiting["progress"] = () => undefined,
  ): Promise<FromAudit> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, progress });
      (this.#channel ??= this.#start()).post(question(id));
    });
  }

  #start(): WorkerChannel {
    const channel = this.#workers.start("audit");
    channel.onMessage((message) => this.#take(message as FromAudit));
    channel.onFailure((error) => this.#channel === channel && this.#end(error));
    return channel;
  }

  #take(message: FromAudit): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.type === "progress") return waiting.progress(message.done, message.all);
    this.#waiting.delete(message.id);
    if (message.type === "failed") waiting.reject(new Error(message.message));
    else waiting.resolve(message);
  }

  #end(reason: Error): void {
    const channel = this.#channel;
    this.#channel = undefined;
    channel?.dispose();
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}
