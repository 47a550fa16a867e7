import type { Block, BlockId, Call, FileFacts, Range } from "../facts/facts.ts";
import { blocksOf } from "./evidence.ts";
import { blocksAround, type Project, type Site } from "./project.ts";
import type { ExprIn } from "./search.ts";

/**
 * Whether something near a model's call can happen before it, so that it can be about what is sent: what follows
 * the call in the same function is about its answer, unless a loop comes back to the call.
 */
export function isBefore(found: ExprIn, site: Site, project: Project): boolean {
  if (blocksOf(site, project).some(({ block }) => block.kind === "loop")) return true;
  const [call, ...callers] = anchorsOf(site, project);
  if (call !== undefined && precedes(found, call, project)) return true;
  const isInside = found.file === site.file && contains(regionOf(site.file, site.call.block), found.expr);
  return !isInside && callers.some((caller) => precedes(found, caller, project));
}

/** The call, and the calls of the function that it stands in. */
function anchorsOf(site: Site, project: Project): readonly Pick<Site, "file" | "call">[] {
  const around = blocksAround(site.file, site.call.block).filter(({ kind }) => kind === "function");
  return [site, ...around.flatMap(({ id }) => project.resolver.callersOf(site.file, id))];
}

function precedes(
  { file, block, expr }: ExprIn,
  anchor: Pick<Site, "file" | "call">,
  project: Project,
): boolean {
  const owner = ownerOf(anchor.file, anchor.call.block);
  const isEarlier = (at: Range, of: BlockId): boolean =>
    at.start < anchor.call.end && ownerOf(anchor.file, of) === owner;
  if (file === anchor.file && ownerOf(file, block) === owner) return isEarlier(expr, block);
  return anchor.file.calls.some(
    (call) => isEarlier(call, call.block) && runs(call, anchor.file, { file, expr }, project),
  );
}

/** Whether a call runs the function that something stands in. */
function runs(call: Call, from: FileFacts, found: Pick<ExprIn, "file" | "expr">, project: Project): boolean {
  const target = project.resolver.callee({ file: from, call });
  if (target?.kind !== "function" || target.file !== found.file) return false;
  const body = target.file.blocks[target.block];
  return body !== undefined && contains(body, found.expr);
}

/** The outermost function around a block, or the file. */
const regionOf = (file: FileFacts, block: BlockId): Range =>
  blocksAround(file, block).findLast(({ kind }) => kind === "function") ?? (file.blocks[0] as Block);

/** The function with a name that code belongs to; what is handed on where it is written belongs to the one around. */
const ownerOf = (file: FileFacts, block: BlockId): Block | undefined =>
  blocksAround(file, block).find((around) => around.kind === "function" && around.name !== "");

const contains = (outer: Range, inner: Range): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;

/** Whether something is only shown: in a log, on a screen. */
export const isShown = ({ file, expr }: ExprIn): boolean =>
  file.calls.some(
    (call) =>
      call.start < expr.start &&
      call.end >= expr.end &&
      /^(?:print|console\.\w+|rich\.print|st\.\w+|click\.echo)$|log(?:ger|ging)?\w*\.\w+$|\.(?:emit|print)$/i.test(
        file.text.slice(call.callee.start, call.callee.end),
      ),
  );
