import type { ParseArgsConfig } from "node:util";
import type { ReportFormat, Threshold } from "../../audit/auditor.ts";
import { UsageError } from "../io.ts";

export const AUDIT_OPTIONS = {
  format: { type: "string" },
  output: { type: "string" },
  "fail-on": { type: "string" },
  "allow-unknown": { type: "boolean" },
  only: { type: "string", multiple: true },
  baseline: { type: "string" },
  "write-baseline": { type: "boolean" },
  config: { type: "string" },
} as const satisfies NonNullable<ParseArgsConfig["options"]>;

export interface AuditOptions {
  readonly folders: readonly string[];
  readonly format: ReportFormat;
  readonly output: string | undefined;
  readonly failOn: Threshold;
  readonly allowUnknown: boolean;
  readonly only: readonly string[];
  readonly baseline: string | undefined;
  readonly writesBaseline: boolean;
  readonly config: string | undefined;
}

interface Values {
  readonly format?: string;
  readonly output?: string;
  readonly "fail-on"?: string;
  readonly "allow-unknown"?: boolean;
  readonly only?: readonly string[];
  readonly baseline?: string;
  readonly "write-baseline"?: boolean;
  readonly config?: string;
}

const FORMATS: readonly ReportFormat[] = ["text", "json", "sarif", "markdown", "html"];
const THRESHOLDS: readonly Threshold[] = ["absent", "partial", "never"];
const RULE = /^AR\d\d$/;

/** @throws UsageError for a value that there is not. */
export function auditOptionsOf(values: Values, positionals: readonly string[]): AuditOptions {
  const only = (values.only ?? []).flatMap((names) => names.split(",")).map((name) => name.trim());
  // `--only AR01 AR02` means both.
  const more = only.length > 0 ? positionals.filter((name) => RULE.test(name)) : [];
  const folders = positionals.filter((name) => !more.includes(name));
  return {
    folders: folders.length > 0 ? folders : ["."],
    format: oneOf("--format", values.format ?? "text", FORMATS),
    output: values.output,
    failOn: oneOf("--fail-on", values["fail-on"] ?? "partial", THRESHOLDS),
    allowUnknown: values["allow-unknown"] ?? false,
    only: [...only, ...more].filter((name) => name !== ""),
    baseline: values.baseline,
    writesBaseline: values["write-baseline"] ?? false,
    config: values.config,
  };
}

function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`${option} takes ${known.join(", ")}, not ${value}.`);
  return found;
}
