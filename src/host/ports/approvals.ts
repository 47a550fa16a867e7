import * as vscode from "vscode";
import type { ApprovalAnswer, ApprovalRequest, Approvals } from "../../core/approvals.ts";
import type { SessionId, ToolCallId } from "../../core/ids.ts";

interface Pending {
  readonly request: ApprovalRequest;
  readonly answer: (answer: ApprovalAnswer) => void;
}

/** Questions that wait for the person. They live here, not in a page, so that a reload loses none. */
export class ApprovalBroker implements Approvals {
  readonly #pending = new Map<ToolCallId, Pending>();
  readonly #asked = new vscode.EventEmitter<ApprovalRequest>();

  /** Fires when somebody has to decide. */
  readonly onAsked = this.#asked.event;

  ask(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer & { readonly by: "person" }> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#pending.delete(request.call);
        signal.removeEventListener("abort", aborted);
      };
      const aborted = (): void => {
        done();
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", aborted);
      const answer = (given: ApprovalAnswer): void => {
        done();
        resolve({ ...given, by: "person" });
      };
      this.#pending.set(request.call, { request, answer });
      this.#asked.fire(request);
    });
  }

  /** False where nobody asks any more. */
  answer(call: ToolCallId, answer: ApprovalAnswer): boolean {
    const pending = this.#pending.get(call);
    pending?.answer(answer);
    return pending !== undefined;
  }

  request(call: ToolCallId): ApprovalRequest | undefined {
    return this.#pending.get(call)?.request;
  }

  waitingIn(session: SessionId): boolean {
    return [...this.#pending.values()].some(({ request }) => request.session === session);
  }
}
