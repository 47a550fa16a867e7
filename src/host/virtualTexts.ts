import * as vscode from "vscode";
import type { Preview } from "../core/tool.ts";

const SCHEME = "flightdeck-text";

interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** Read-only texts in editors of their own, such as a proposed change. Each lives as long as its editor. */
export class VirtualTexts implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscriptions: vscode.Disposable;
  #counter = 0;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        provideTextDocumentContent: ({ query }) => this.#texts.get(query) ?? "",
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === SCHEME) this.#texts.delete(uri.query);
      }),
    );
  }

  /** @param name decides the editor's title and language. */
  async open(text: string, name: string): Promise<void> {
    await vscode.window.showTextDocument(this.#add(text, name), { preview: true });
  }

  /** Shows what an edit would change. */
  async openDiff({ path, before, after }: Extract<Preview, { kind: "diff" }>): Promise<void> {
    await this.#diff(path, before, after, `${path} (proposed)`);
  }

  /** Shows two states of a file beside each other. */
  async openComparison(path: string, left: LabelledText, right: LabelledText): Promise<void> {
    await this.#diff(path, left.text, right.text, `${path} (${left.label} ↔ ${right.label})`);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #diff(path: string, left: string, right: string, title: string): Promise<void> {
    const sides = [this.#add(left, path), this.#add(right, path)] as const;
    await vscode.commands.executeCommand("vscode.diff", ...sides, title, { preview: true });
  }

  #add(text: string, name: string): vscode.Uri {
    const key = String(++this.#counter);
    this.#texts.set(key, text);
    return vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: key });
  }
}
