import type { AuditResult } from "../result.ts";
import { htmlReport } from "./html.ts";
import { jsonReport } from "./json.ts";
import { markdownReport } from "./markdown.ts";
import { sarifReport, type SarifOptions } from "./sarif.ts";
import { textReport, type TextOptions } from "./text.ts";

export const REPORT_FORMATS = ["text", "json", "sarif", "markdown", "html"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A result in the form that is asked for. */
export function renderReport(
  result: AuditResult,
  format: ReportFormat,
  options: TextOptions & SarifOptions,
): string {
  switch (format) {
    case "text":
      return textReport(result, options);
    case "json":
      return jsonReport(result);
    case "sarif":
      return sarifReport(result, options);
    case "markdown":
      return markdownReport(result);
    case "html":
      return htmlReport(result);
  }
}
