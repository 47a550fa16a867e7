import type { FileFacts } from "../facts/facts.ts";
import type { Resolver } from "../resolve/resolver.ts";
import type { Reach, Site } from "./project.ts";

/** What is known of a project when its tools are looked for. */
export interface ToolContext {
  readonly resolver: Resolver;
  readonly reach: (file: FileFacts, block: number) => Reach;
  readonly sites: readonly Site[];
}
