import { ATTR } from "../../../core/attributes.ts";
import { OWN_SERVICE } from "../../../core/otlp.ts";
import type { Span } from "../../../core/telemetry.ts";
import { sourceOf } from "../../../views/sourceSpans.ts";

/** An ended span of the project that says where in the code it was made. */
export interface PlacedSpan {
  readonly span: Span;
  readonly end: number;
  /** Relative to the project's folder, absolute for a path of another place; undefined where only a function is named. */
  readonly file?: string;
  readonly line?: number;
  readonly function?: string;
  /** The model that was asked; empty where the span does not say. */
  readonly model: string;
  /** Whether it is a model's answer, by OpenTelemetry's conventions for generative AI. */
  readonly isInference: boolean;
  /** Whether it is that, or an agent's run with such calls in it. */
  readonly isModelWork: boolean;
  readonly failed: boolean;
}

const INFERENCES: ReadonlySet<unknown> = new Set(["chat", "text_completion", "generate_content"]);
const RUNS: ReadonlySet<unknown> = new Set(["invoke_agent", "invoke_workflow"]);

/** What of a received span can be evidence; undefined for spans of our own engine, and those without a place. */
export function placedSpan(span: Span, folder: string): PlacedSpan | undefined {
  const { attributes, end, status } = span;
  if (end === undefined || isOwn(span)) return undefined;
  const source = sourceOf(span);
  const file = source && fileIn(folder, source.path);
  // Code of a package is nobody's call here, whatever its function is named.
  if (source !== undefined && file === undefined) return undefined;
  const name = attributes["code.function.name"] ?? attributes["code.function"];
  const named = typeof name === "string" && name !== "" ? name : undefined;
  if (file === undefined && named === undefined) return undefined;
  const model = attributes[ATTR.requestModel] ?? attributes[ATTR.responseModel];
  return {
    span,
    end,
    ...(file !== undefined && { file }),
    ...(source?.line !== undefined && { line: source.line }),
    ...(named !== undefined && { function: named }),
    model: typeof model === "string" ? model : "",
    isInference: INFERENCES.has(attributes[ATTR.operation]),
    isModelWork: INFERENCES.has(attributes[ATTR.operation]) || RUNS.has(attributes[ATTR.operation]),
    failed: status.code === "error" || attributes[ATTR.errorType] !== undefined || statusOf(span) >= 400,
  };
}

const isOwn = ({ attributes }: Span): boolean =>
  attributes["otel.scope.name"] === OWN_SERVICE || attributes["resource.service.name"] === OWN_SERVICE;

/** The HTTP status that a span names, or 0. */
export function statusOf({ attributes }: Pick<Span, "attributes">): number {
  const status = attributes[ATTR.httpStatus] ?? attributes["http.status_code"];
  return typeof status === "number" ? status : 0;
}

/** Folders of packages, whose code is not the project's. */
const PACKAGES = /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.venv|venv|vendor)\//;

/**
 * The path below the folder, with `/`; a path of another place, such as a container, as it is. Undefined for one that
 * climbs, lies on a network share or in a package.
 */
function fileIn(folder: string, path: string): string | undefined {
  const plain = path.replace(/^file:\/\/\/(?=[A-Za-z]:)|^file:\/\/(?=\/)/, "").replaceAll("\\", "/");
  const root = `${folder.replaceAll("\\", "/").replace(/\/+$/, "")}/`;
  const isBelow = sameDrive(plain).startsWith(sameDrive(root));
  const steps = (isBelow ? plain.slice(root.length) : plain).split("/").filter((step) => step !== ".");
  const found = steps.join("/");
  if (steps.includes("..") || found.startsWith("//")) return undefined;
  return !isBelow && PACKAGES.test(found) ? undefined : found;
}

/** Windows writes the letter of a drive either way. */
const sameDrive = (path: string): string => path.replace(/^[a-z](?=:\/)/, (letter) => letter.toUpperCase());
