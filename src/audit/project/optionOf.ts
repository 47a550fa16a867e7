import type { Expr } from "../facts/facts.ts";

/** The value of a Python keyword, or of an entry of an options object. */
export function optionOf(
  args: readonly { readonly name?: string; readonly value: Expr }[],
  name: string,
): Expr | undefined {
  for (const argument of args) {
    if (argument.name === name) return argument.value;
    if (argument.name === undefined && argument.value.kind === "object") {
      const entry = argument.value.entries.find(({ key }) => key === name);
      if (entry !== undefined) return entry.value;
    }
  }
  return undefined;
}
