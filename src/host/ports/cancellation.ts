import * as vscode from "vscode";

/** Runs work of VS Code that takes a token, cancelled when the signal fires. */
export async function withToken<T>(
  signal: AbortSignal,
  work: (token: vscode.CancellationToken) => Thenable<T>,
): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await work(source.token);
  } catch (error) {
    if (error instanceof vscode.CancellationError) throw new DOMException(error.message, "AbortError");
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
    source.dispose();
  }
}
