import type { Import } from "../facts/facts.ts";
import { options, type Option } from "./evidence.ts";
import type { Project, Site } from "./project.ts";

/** Options by which a framework is given the client or the model that it asks. */
const CLIENTS = ["model_client", "client", "openai_client", "llm", "model", "chat_model"] as const;

/** Names that projects give modules of their own, and packages hardly ever. */
const OWN_MODULES =
  /^(?:config|configuration|settings|secrets|credentials|constants|clients?|utils|llm|llms)$/;

export interface Unseen extends Option {
  /** The module, as it is imported. */
  readonly module: string;
}

/** A client that comes from a module of the project which was not committed, so that nobody here can read it. */
export function unseenClient(site: Site, project: Project): Unseen | undefined {
  for (const option of options(site, project, ...CLIENTS)) {
    const { expr, file, block } = option;
    if (expr.kind !== "name") continue;
    const binding = project.resolver.scopes(file).lookup(expr.name, block);
    if (binding?.kind !== "import" || project.resolver.resolve(file, block, expr)?.kind === "value") continue;
    if (isMissing(binding.import, option, project)) return { ...option, module: binding.import.module };
  }
  return undefined;
}

function isMissing({ module }: Import, { expr, file, block }: Option, project: Project): boolean {
  const target = project.resolver.resolve(file, block, expr);
  if (module.startsWith("."))
    return target === undefined && project.resolver.pathOf(file, module) === undefined;
  // What a module of the project made is external too, by the path of its package.
  if (target?.kind !== "external" || !target.path.startsWith(`${module}.`)) return false;
  const [head = ""] = module.split(".");
  const isOwn =
    OWN_MODULES.test(head) || [...project.files.keys()].some((path) => path.startsWith(`${head}/`));
  return isOwn && !project.manifest.packages.has(head);
}
