import { ToolError } from "../core/tool.ts";

const PLACEHOLDER = /\[secret:[a-z0-9-]+:\d+\]/;

/**
 * The model sees a placeholder in place of a secret; written back, it would destroy the secret.
 * @throws ToolError where the text holds one.
 */
export function refusePlaceholders(text: string): void {
  const [found] = PLACEHOLDER.exec(text) ?? [];
  if (found === undefined) return;
  throw new ToolError(
    `${found} stands for a secret that you are not shown, so it cannot be written. Change only text around it, or let the person do it.`,
  );
}
