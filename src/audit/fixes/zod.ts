import type { Expr, FileFacts } from "../facts/facts.ts";

/** A JSON schema, written as an object in code, as a schema of zod; undefined where it says more than that. */
export function zodOf(schema: Expr, file: FileFacts): string | undefined {
  if (schema.kind !== "object") return undefined;
  const entry = (key: string): Expr | undefined => schema.entries.find((one) => one.key === key)?.value;
  const base = typeOf(entry, file);
  const description = entry("description");
  if (base === undefined || description === undefined) return base;
  return `${base}.describe(${file.text.slice(description.start, description.end)})`;
}

function typeOf(entry: (key: string) => Expr | undefined, file: FileFacts): string | undefined {
  const options = entry("enum");
  if (options !== undefined) return `z.enum(${file.text.slice(options.start, options.end)})`;
  const type = unwrapped(entry("type"));
  switch (type?.kind === "literal" ? String(type.value) : "") {
    case "string":
      return "z.string()";
    case "number":
      return "z.number()";
    case "integer":
      return "z.number().int()";
    case "boolean":
      return "z.boolean()";
    case "array": {
      const items = entry("items");
      const inner = items && zodOf(items, file);
      return inner && `z.array(${inner})`;
    }
    case "object":
      return objectOf(entry("properties"), entry("required"), file);
    default:
      return undefined;
  }
}

/** `"object" as const` is `"object"`. */
const unwrapped = (expr: Expr | undefined): Expr | undefined =>
  expr?.kind === "other" && expr.parts.length > 0 ? expr.parts[0] : expr;

function objectOf(
  properties: Expr | undefined,
  required: Expr | undefined,
  file: FileFacts,
): string | undefined {
  if (properties?.kind !== "object") return undefined;
  const needed = new Set(
    required?.kind === "list"
      ? required.items.map((item) => (item.kind === "literal" ? item.value : undefined))
      : [],
  );
  const fields = properties.entries.map(({ key, value }) => {
    const inner = key === undefined ? undefined : zodOf(value, file);
    return inner && `${key}: ${inner}${needed.has(key ?? "") ? "" : ".optional()"}`;
  });
  return fields.includes(undefined) ? undefined : `z.strictObject({ ${fields.join(", ")} })`;
}
