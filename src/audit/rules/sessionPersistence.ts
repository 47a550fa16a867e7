import type { Block, Expr } from "../facts/facts.ts";
import { blocksOf, literalOf, options } from "../project/evidence.ts";
import { calls, historiesNear, historyNear } from "../project/histories.ts";
import type { Project } from "../project/project.ts";
import { externals, filesNear, regionsAround, search, searchKind, sourceOf } from "../project/search.ts";
import type { Judgement } from "../result.ts";
import {
  DURABLE,
  HISTORY_NAMES,
  HISTORY_WORDS,
  IN_MEMORY,
  READS,
  SESSION_OPTIONS,
  STATE_CALLS,
  VOLATILE,
  WRITES,
} from "../tables/state.ts";
import type { Rule } from "./rule.ts";
import {
  absent,
  evidence,
  notApplicable,
  partial,
  present,
  STRENGTH,
  strongest,
  unknown,
} from "./verdicts.ts";

export const sessionPersistence: Rule = {
  code: "AR07",
  id: "state/session-persistence",
  title: "Session persistence",
  category: "state",
  unit: "project",
  wants:
    "A conversation is kept under its own key where it survives a restart, and is read again when it goes on.",
  why: "A deployment, a crash or a second instance ends what lives in the process. People come back to a conversation and find that the agent has forgotten them.",
  counts: {
    present: [
      "a checkpointer or session over a file or database, with a key per session",
      "messages of one's own, written and read again by session",
    ],
    partial: [
      "kept in memory only",
      "written but never read",
      "a checkpointer without a thread's key",
      "history that the client holds",
    ],
  },
  fix: "Replace the store in memory by one over a file or a database, keyed by session.",
  examples: {
    good: [
      {
        language: "python",
        code: "graph = builder.compile(checkpointer=PostgresSaver.from_conn_string(url))",
      },
    ],
    bad: [{ language: "python", code: "graph = builder.compile(checkpointer=MemorySaver())" }],
  },
  searched:
    "checkpointers, session stores, options that resume a session, code that writes and reads messages",
  judge: (project) =>
    strongest([
      durable(project),
      byState(project),
      byOption(project),
      ownStore(project),
      volatile(project),
    ]) ??
    platform(project) ??
    none(project),
};

function durable(project: Project): Judgement | undefined {
  const [store] = externals(project, ...DURABLE);
  const session = externals(project, "agents.{,memory.}SQLiteSession")[0];
  if (session !== undefined) {
    const file =
      session.call.args[1]?.value ?? session.call.args.find(({ name }) => name === "db_path")?.value;
    const at = evidence(session.file, session.call, "SQLiteSession");
    if (file === undefined || IN_MEMORY.test(sourceOf({ file: session.file, expr: file })))
      return partial(at, "without a file it is a database in memory", STRENGTH.explicit);
    return present(at, "explicit", STRENGTH.explicit);
  }
  if (store === undefined) return undefined;
  const text = store.file.text.slice(store.call.start, store.call.end);
  const at = evidence(store.file, store.call, "keeps sessions in a store");
  if (IN_MEMORY.test(text)) return partial(at, "the store is in memory", STRENGTH.explicit);
  if (store.path.startsWith("@mastra/") && externals(project, "@mastra/memory.Memory").length === 0)
    return partial(at, "no agent has a memory that uses it", STRENGTH.explicit);
  const needsThread = /checkpoint/.test(store.path);
  const hasThread =
    !needsThread || searchKind(project, "object", (expr) => hasKey(expr, /^thread_?id$/i)).length > 0;
  return hasThread
    ? present(at, "explicit", STRENGTH.explicit)
    : partial(at, "no thread_id is passed, so nothing is found again", STRENGTH.explicit);
}

const hasKey = (expr: Extract<Expr, { kind: "object" }>, name: RegExp): boolean =>
  expr.entries.some(
    ({ key, value }) =>
      (key !== undefined && name.test(key)) || (value.kind === "object" && hasKey(value, name)),
  );

function byOption(project: Project): Judgement | undefined {
  for (const site of project.sites.filter(({ live }) => live)) {
    const option = options(site, project, ...SESSION_OPTIONS).find(
      (found) => literalOf(project, found) !== null,
    );
    if (option === undefined || option.where !== "call") continue;
    const at = evidence(option.file, option.expr, `passes ${sourceOf(option).slice(0, 60)}`);
    const stores =
      project.files.size > 0 &&
      [...filesNear(site, project)].some(
        (file) => calls(file, WRITES, project) && calls(file, READS, project),
      );
    if (stores) return present(at, "explicit", STRENGTH.handWritten * 1.1);
    return partial(at, "what is passed is not seen to be kept in a store", STRENGTH.handWritten);
  }
  return undefined;
}

/** A framework's state that is saved; it goes on only where it is loaded too. */
function byState(project: Project): Judgement | undefined {
  for (const { save, load } of STATE_CALLS) {
    const [saved] = externals(project, save);
    if (saved === undefined) continue;
    const at = evidence(saved.file, saved.call, "saves the state of the agent");
    return externals(project, load).length > 0
      ? present(at, "explicit", STRENGTH.explicit)
      : partial(at, "nothing loads it again", STRENGTH.explicit);
  }
  return undefined;
}

/** Messages that are written and read again by code of the project. */
function ownStore(project: Project): Judgement | undefined {
  const written = historyNear(project, WRITES);
  if (written === undefined) return undefined;
  // A viewer somewhere else reads too; the session is resumed where it is kept, or where it is used.
  const around = new Set([
    written.file,
    ...project.sites
      .filter(({ live }) => live)
      .flatMap((site) => regionsAround(site, project).map(({ file }) => file)),
  ]);
  const read = historiesNear(project, READS).find(({ file }) => around.has(file));
  const at = evidence(written.file, written.expr, "writes the conversation");
  if (IN_MEMORY.test(written.file.text))
    return partial(at, "it is written to a database in memory", STRENGTH.handWritten);
  return read === undefined
    ? partial(at, "nothing reads it again", STRENGTH.handWritten)
    : present(at, "explicit", STRENGTH.handWritten * 1.05);
}

function volatile(project: Project): Judgement | undefined {
  const [store] = externals(project, ...VOLATILE);
  if (store !== undefined)
    return partial(
      evidence(store.file, store.call, "keeps sessions in memory"),
      "it ends with the process",
      STRENGTH.explicit,
    );
  const state = search(project, isKeptInSession)[0];
  if (state !== undefined)
    return partial(
      evidence(state.file, state.expr, "keeps the conversation in Streamlit's session state"),
      "it ends with the process",
      STRENGTH.handWritten * 1.1,
    );
  const around = new Set(
    project.sites.filter(({ live }) => live).flatMap((site) => [...filesNear(site, project)]),
  );
  const kept = [...project.files.values()].flatMap((file) =>
    file.assignments.flatMap(({ target, value, block }) => {
      const isTop = file.blocks[block]?.kind === "module" || target.kind === "member";
      const isEmpty =
        (value.kind === "object" && value.entries.length === 0) ||
        (value.kind === "list" && value.items.length === 0) ||
        (value.kind === "call" &&
          /^(?:dict|list|defaultdict|new Map|deque)\b/.test(sourceOf({ file, expr: value })));
      const name =
        target.kind === "name" || target.kind === "member" ? target.name.replace(/^_+|^#/, "") : "";
      // A history of something else is kept where no model is asked.
      const isOfChat = HISTORY_NAMES.test(name) && (!/^history$/i.test(name) || around.has(file));
      return isTop && isEmpty && isOfChat && project.reachable(file, block) !== "dead"
        ? [{ file, target }]
        : [];
    }),
  )[0];
  return (
    kept &&
    partial(
      evidence(kept.file, kept.target, "keeps the conversation in a variable"),
      "it ends with the process",
      STRENGTH.handWritten,
    )
  );
}

/** `st.session_state.messages`; Streamlit keeps there whatever else a page needs. */
function isKeptInSession(expr: Expr): boolean {
  const key =
    expr.kind === "member"
      ? expr.name
      : expr.kind === "index" && expr.index.kind === "literal"
        ? String(expr.index.value)
        : undefined;
  if (key === undefined || (expr.kind !== "member" && expr.kind !== "index")) return false;
  const { object } = expr;
  return (
    object.kind === "member" &&
    object.name === "session_state" &&
    object.object.kind === "name" &&
    object.object.name === "st" &&
    HISTORY_WORDS.test(key)
  );
}

/** A platform may supply what the code does not. */
function platform(project: Project): Judgement | undefined {
  const config = project.configs.find(({ path }) => path.endsWith("langgraph.json"));
  return (
    config &&
    unknown({ file: config.path, line: 1, why: "a deployed LangGraph server supplies the checkpointer" })
  );
}

/** A surface where the same person comes back: a chat, a thread, a session. */
const CHAT = /\b(?:chat|conversation|session_id|sessionId|thread_id|threadId|messages)\b/i;

function none(project: Project): Judgement {
  const live = project.sites.filter((site) => site.live);
  const surface = live.find(
    (site) =>
      [...filesNear(site, project)].some(({ path }) => CHAT.test(path)) ||
      CHAT.test(signatureOf(site, project)),
  );
  if (surface === undefined)
    return notApplicable(
      { ...project.entrypoint, why: "single jobs: nothing comes back to an earlier conversation" },
      0.75,
    );
  return absent(
    { ...evidence(surface.file, surface.call, "a conversation of which nothing is kept between requests") },
    STRENGTH.handWritten * 1.1,
  );
}

/** Names, parameters and routes of the functions around a call and of those that call them. */
const signatureOf = (site: Project["sites"][number], project: Project): string =>
  blocksOf(site, project)
    .flatMap(({ block, file }) =>
      block.kind === "function"
        ? [
            block.name,
            ...block.parameters
              .map(({ name }) => name)
              .filter((name) => !isFresh(name, block, file, project)),
            ...block.decorators.map((expr) => decoratorText(expr, file)),
          ]
        : [],
    )
    .join(" ");

/** `messages` says nothing of a conversation where every caller makes the list anew. */
function isFresh(
  name: string,
  { id, ...fn }: Block,
  file: Project["sites"][number]["file"],
  project: Project,
): boolean {
  if (name !== "messages" || fn.kind !== "function") return false;
  const callers = project.resolver.callersOf(file, id);
  const index = fn.parameters.findIndex((parameter) => parameter.name === name);
  return (
    callers.length > 0 &&
    callers.every((caller) => project.resolver.argument(caller, fn, index)?.kind === "list")
  );
}

function decoratorText(expr: Expr, file: Project["sites"][number]["file"]): string {
  const call = expr.kind === "call" ? file.calls[expr.call] : undefined;
  return file.text.slice(expr.start, call?.end ?? expr.end);
}
