import { isMap, isSeq, parseDocument } from "yaml";
import type { ItemCode } from "../result.ts";
import { AUDIT_FILE } from "../settings/auditFile.ts";
import type { Fix } from "./fix.ts";

/** What a person vouches for, as it is written into `.flightdeck/audit.yaml`. */
export interface NewDeclaration {
  readonly item: ItemCode;
  /** The project that it is about; undefined for all of the folder. */
  readonly project?: string | undefined;
  readonly owner: string;
  readonly reason: string;
  /** `YYYY-MM-DD`, the last day on which it holds. */
  readonly expires: string;
}

/** Adds a declaration to the text of the audit's file, whose comments and order stay; undefined where it is broken. */
export function declareIn(
  text: string | undefined,
  { item, project, owner, reason, expires }: NewDeclaration,
): Fix | undefined {
  const document = parseDocument(text ?? "");
  if (document.errors.length > 0) return undefined;
  if (document.contents !== null && !isMap(document.contents)) return undefined;
  const known = document.get("declarations");
  const declaration = { item, ...(project !== undefined && { project }), owner, reason, expires };
  if (isSeq(known)) document.addIn(["declarations"], declaration);
  else document.set("declarations", document.createNode([declaration]));
  return {
    title: `Declare ${item} until ${expires}`,
    edits: [
      {
        file: AUDIT_FILE,
        start: 0,
        end: text?.length ?? 0,
        text: document.toString({ lineWidth: 0 }),
        was: text ?? "",
        ...(text === undefined && { creates: true }),
      },
    ],
  };
}
