import type { ApprovalAnswer, ApprovalRequest, Approvals } from "../core/approvals.ts";
import type { Preview } from "../core/tool.ts";
import { UsageError, type Io, type Terminal } from "./io.ts";
import { painter, visible, type Paint } from "./style.ts";

type Asker = NonNullable<Terminal["ask"]>;

/** Lines of a preview that are shown at once; the rest on demand. */
const SHOWN_LINES = 200;

/** The path stands in the heading. */
const PATCH_HEAD = /^Index: .*\n=+\n/;

/**
 * Who allows what a tool wants to do. `read`: nothing but reading; `all`: everything, sensitive files
 * included; `ask`: the person at the terminal, which is what happens where there is one.
 * @throws UsageError for another word, or where there is nobody to ask.
 */
export function cliApprovals(io: Io, mode: string | undefined, json: boolean): Approvals {
  const ask = json ? undefined : io.terminal?.ask;
  switch (mode ?? (ask === undefined ? "read" : "ask")) {
    case "read":
      return policy({ decision: "deny" });
    case "all":
      return allowAll(ask && askOneByOne(io, ask));
    case "ask":
      if (ask === undefined)
        throw new UsageError("--approve ask needs a terminal, and no --json. Choose read or all.");
      return askOneByOne(io, ask);
    default:
      throw new UsageError(`--approve takes ask, read or all, not ${mode}.`);
  }
}

const policy = (answer: ApprovalAnswer): Approvals => ({
  ask: () => Promise.resolve({ ...answer, by: "policy" as const }),
});

/** A rule that was given beforehand does not cover what untrusted text may be behind: a person is asked, or nobody. */
const allowAll = (person: Approvals | undefined): Approvals => ({
  ask: (request, signal) => {
    const given: ApprovalAnswer =
      request.tainted === undefined ? { decision: "allow", scope: "once" } : { decision: "deny" };
    if (given.decision === "deny" && person !== undefined) return person.ask(request, signal);
    return Promise.resolve({ ...given, by: "policy" });
  },
});

function askOneByOne(io: Io, ask: Asker): Approvals {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ask(request, signal) {
      const answer = last.then(() => askPerson(io, ask, request, signal));
      last = answer.catch(() => undefined);
      return answer.then((given) => ({ ...given, by: "person" as const }));
    },
  };
}

async function askPerson(
  io: Io,
  ask: Asker,
  request: ApprovalRequest,
  signal: AbortSignal,
): Promise<ApprovalAnswer> {
  const paint = painter(io);
  const lines = previewLines(request.preview, paint);
  io.err(heading(request, paint));
  io.err(shown(lines.slice(0, SHOWN_LINES)));
  const more = lines.length - SHOWN_LINES;
  if (more > 0) io.err(paint("dim", `… ${more} more lines\n`));
  const question = choices(request, more > 0, paint);
  for (;;) {
    const answer = (await ask(question, signal))?.trim().toLowerCase();
    if (answer === undefined) return { decision: "deny", reason: "The person ended the input." };
    if (["y", "yes"].includes(answer)) return { decision: "allow", scope: "once" };
    if (answer === "s" && request.grant !== undefined) return { decision: "allow", scope: "session" };
    if (["n", "no"].includes(answer)) return denial(ask, signal);
    if (answer === "v" && more > 0) io.err(shown(lines));
  }
}

async function denial(ask: Asker, signal: AbortSignal): Promise<ApprovalAnswer> {
  const reason = (await ask("Why not? The agent reads it; Enter for no reason: ", signal))?.trim();
  return reason ? { decision: "deny", reason } : { decision: "deny" };
}

function heading({ tool, title, sensitive }: ApprovalRequest, paint: Paint): string {
  const what = `\n${paint("yellow", "?")} ${paint("bold", `${visible(tool)} ${visible(title)}`)}\n`;
  return sensitive === undefined ? what : `${what}${paint("yellow", `! ${visible(sensitive)}`)}\n`;
}

function choices({ grant }: ApprovalRequest, hasMore: boolean, paint: Paint): string {
  const offered = [
    "[y] allow once",
    ...(grant === undefined ? [] : [`[s] allow for this session (${visible(grant)})`]),
    "[n] deny",
    ...(hasMore ? ["[v] view all"] : []),
  ];
  return `${paint("bold", "Allow?")} ${offered.join("  ")}: `;
}

const shown = (lines: readonly string[]): string => lines.map((line) => `  ${line}\n`).join("");

function previewLines(preview: Preview | undefined, paint: Paint): readonly string[] {
  switch (preview?.kind) {
    case undefined:
      return [];
    case "diff":
      return visible(preview.patch.trimEnd().replace(PATCH_HEAD, ""))
        .split("\n")
        .map((line) => paintPatch(line, paint));
    case "call":
      return visible(`${preview.input}\nfrom ${preview.source}: ${preview.description}`).split("\n");
    case "command":
      return [...visible(`$ ${preview.command}`).split("\n"), paint("dim", `in ${visible(preview.cwd)}`)];
  }
}

function paintPatch(line: string, paint: Paint): string {
  if (line.startsWith("+")) return paint("green", line);
  if (line.startsWith("-")) return paint("red", line);
  return line.startsWith("@@") ? paint("cyan", line) : line;
}
