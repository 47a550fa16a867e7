import { externals } from "../project/search.ts";
import { insert, merged, replace, type Edit, type Fixer } from "./fix.ts";
import { below } from "./source.ts";

const FILE = "sessions.sqlite";

/** AR07: swaps a store in memory for the framework's own over a file. */
export const persistenceFixes: Fixer = ({ project }) => {
  const savers = externals(
    project,
    "langgraph.checkpoint.memory.{MemorySaver,InMemorySaver}",
    "@langchain/langgraph**.MemorySaver",
  ).flatMap(({ file, call }): readonly Edit[] =>
    file.language === "python"
      ? [
          replace(
            file,
            call.start,
            call.end,
            `SqliteSaver(sqlite3.connect("${FILE}", check_same_thread=False))`,
          ),
          ...below(file, ["import sqlite3", "from langgraph.checkpoint.sqlite import SqliteSaver"]),
        ]
      : [
          replace(file, call.start, call.end, `SqliteSaver.fromConnString("${FILE}")`),
          ...below(file, ['import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";']),
        ],
  );
  const sessions = externals(project, "agents.{,memory.}SQLiteSession").flatMap(({ file, call }) => {
    const path = call.args[1]?.value ?? call.args.find(({ name }) => name === "db_path")?.value;
    if (path !== undefined) return [replace(file, path.start, path.end, `"${FILE}"`)];
    const only = call.args[0]?.value;
    return only ? [insert(file, only.end, `, "${FILE}"`)] : [];
  });
  return [
    savers.length > 0
      ? {
          title: `Keep sessions in the file ${FILE}`,
          note: "Install the checkpointer's package for SQLite.",
          edits: merged(savers),
        }
      : undefined,
    sessions.length > 0 ? { title: `Keep sessions in the file ${FILE}`, edits: merged(sessions) } : undefined,
  ];
};
