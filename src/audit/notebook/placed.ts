import type { FileFacts } from "../facts/facts.ts";
import type { Evidence, Finding, Place, ProjectResult } from "../result.ts";

type Files = ReadonlyMap<string, Pick<FileFacts, "notebook">>;

/** The result with places in notebooks as lines of their files, and cell and line said where they are told of. */
export function placedInNotebooks(result: ProjectResult, files: Files): ProjectResult {
  if (![...files.values()].some(({ notebook }) => notebook !== undefined)) return result;
  const move = <T extends Place>(place: T): T => inNotebook(place, files);
  const tell = <T extends Evidence>(place: T): T => ({
    ...move(place),
    why: `${cellOf(place, files)}${place.why}`,
  });
  const finding = (found: Finding): Finding => ({
    ...move(found),
    message: `${cellOf(found, files)}${found.message}`,
    related: found.related.map(tell),
  });
  return {
    ...result,
    callSites: result.callSites.map(move),
    items: result.items.map((item) => ({
      ...item,
      evidence: item.evidence.map(tell),
      gaps: item.gaps.map(tell),
      findings: item.findings.map(finding),
    })),
  };
}

/** A place in a notebook's code as a line of its file; any other place stays. */
export function inNotebook<T extends Place>(place: T, files: Files): T {
  const found = files.get(place.file)?.notebook?.[place.line - 1];
  return found === undefined ? place : { ...place, line: found.line };
}

/** “cell 3, line 2: ”; empty elsewhere. */
function cellOf({ file, line }: Place, files: Files): string {
  const found = files.get(file)?.notebook?.[line - 1];
  return found === undefined ? "" : `cell ${found.cell}, line ${found.cellLine}: `;
}
