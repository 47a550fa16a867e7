import type { Block, Expr, FileFacts } from "../facts/facts.ts";
import { BINDERS } from "../tables/toolShapes.ts";
import type { AgentTool } from "./project.ts";
import { optionOf } from "./optionOf.ts";
import type { ToolContext } from "./toolContext.ts";
import { roleOf } from "./paths.ts";

/**
 * Classes that are only bound to a model as the schema of a tool: nothing makes an object of them, so what the
 * model wrote goes to the dispatch as it is. A class that the model must use is the form of its answer.
 */
export function boundClasses({ resolver, reach }: ToolContext): readonly AgentTool[] {
  const seen = new Set<Block>();
  return [...resolver.files.values()].flatMap((file) =>
    file.calls.flatMap((call): AgentTool[] => {
      const tools =
        call.callee.kind === "member" && BINDERS.test(call.callee.name) ? call.args[0] : undefined;
      const isForced =
        optionOf(call.args, "tool_choice") !== undefined || optionOf(call.args, "toolChoice") !== undefined;
      const list = tools && !isForced ? resolver.resolve(file, call.block, tools.value) : undefined;
      if (list?.kind !== "value" || list.expr.kind !== "list") return [];
      return list.expr.items.flatMap((item: Expr): AgentTool[] => {
        const found = resolver.resolve(list.file, list.block, item);
        const block = found?.kind === "class" ? found.file.blocks[found.block] : undefined;
        if (found?.kind !== "class" || block?.kind !== "class" || seen.has(block)) return [];
        if (!hasFields(block, found.file)) return [];
        seen.add(block);
        const live = roleOf(file.path) === "live" && reach(file, call.block) !== "dead";
        const at = { start: block.start, end: block.end };
        return [{ name: block.name, file: found.file, at, framework: "hand-made", live }];
      });
    }),
  );
}

/** Without fields it is a signal, of which there is nothing to check. */
const hasFields = ({ start, end }: Block, file: FileFacts): boolean =>
  /(?:^|\n)\s*\w+\s*:\s*[A-Za-z]\w*/.test(file.text.slice(start, end).replaceAll(/("""|''')[\s\S]*?\1/g, ""));
