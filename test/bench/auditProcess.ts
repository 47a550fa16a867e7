// A process of the row `audit` that audits one tree, each time anew, and does nothing else. Sends the most memory
// that it had, in MB.
import { AuditCache } from "../../src/audit/cache.ts";
import { audit } from "../../src/audit/audit.ts";
import { RULES } from "../../src/audit/rules/index.ts";
import { loadParser } from "../audit/parser.ts";
import { TREES } from "./auditedTrees.ts";

const AUDITS = 5;

const [name = ""] = process.argv.slice(2);
process.once("disconnect", () => process.exit(1));
const tree = (TREES as Readonly<Record<string, (typeof TREES)[keyof typeof TREES]>>)[name]?.();
if (tree === undefined) throw new Error(`There is no tree ${name}`);
const parser = await loadParser();
for (let round = 0; round < AUDITS; round++)
  await audit({ tree, parser, rules: RULES, cache: new AuditCache() });
process.send?.((process.resourceUsage().maxRSS * 1_024) / 1e6, () => process.exit(0));
