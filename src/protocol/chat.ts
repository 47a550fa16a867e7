import type { ItemId, TranscriptChange, TranscriptItem, TurnView } from "../views/transcriptItems.ts";
import type { HandoffChoice } from "../views/handoff.ts";
import type { SessionStatus } from "../views/sessionStatus.ts";

type MessageId = Extract<TranscriptItem, { kind: "user" }>["id"];
type ToolCallId = Extract<TranscriptItem, { kind: "tool" }>["id"];
type TurnId = TurnView["id"];
type EpochMs = TranscriptItem["at"];
type Span = NonNullable<Extract<TranscriptItem, { kind: "tool" }>["span"]>;

/** Something that a person can pick in the header. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
}

/** What the header shows. */
export interface ChatHeader extends SessionStatus {
  readonly agents: readonly Choice[];
  readonly models: readonly Choice[];
  readonly modelId: string;
  /** Agents that can go on from here. */
  readonly handoffs?: readonly HandoffChoice[];
  /** What limits an agent here: no folder to work in, or a folder that the person does not trust. */
  readonly limits?: "no_folder" | "restricted";
  /** Why nothing can be sent, where it cannot: another window writes the session, no folder is open. */
  readonly readOnly?: string;
  /** Where the process runs that writes the session in the place of this window. */
  readonly elsewhere?: "this_machine" | "other_machine";
  /** Set while all agents of the machine are stopped: when and by whom, in a sentence. */
  readonly stopped?: string;
}

/** Everything that a page needs to begin: the newest turns; older ones are asked for. */
export interface ChatSnapshot {
  readonly header: ChatHeader;
  readonly turns: readonly TurnView[];
  readonly items: readonly TranscriptItem[];
  /** The host's clock, which may differ from the page's when VS Code works on another machine. */
  readonly now: EpochMs;
  /** A message to put into the empty input, such as a walkthrough's. */
  readonly draft?: string;
  /** A text behind the draft, such as what another agent hands over. */
  readonly attached?: Attachment;
}

/** A text that is sent behind the typed message, under a name. */
export interface Attachment {
  readonly label: string;
  readonly text: string;
}

export type Answer =
  | { readonly decision: "allow"; readonly scope: "once" | "session" }
  | { readonly decision: "deny"; readonly reason?: string };

export interface ChatContract {
  readonly requests: {
    open: { args: undefined; result: ChatSnapshot };
    /** The items of turns that the snapshot left out. */
    items: { args: { readonly turns: readonly TurnId[] }; result: readonly TranscriptItem[] };
    send: { args: { readonly text: string }; result: void };
    stop: { args: undefined; result: void };
    skipWait: { args: undefined; result: void };
    retry: { args: undefined; result: void };
    edit: { args: { readonly message: MessageId; readonly text: string }; result: void };
    /** Goes on from the last complete step without a new message. */
    goOn: { args: undefined; result: void };
    /** Begins a session that goes on from a message of the person, or from the last step of a turn. */
    fork: { args: { readonly message: MessageId } | { readonly turn: TurnId }; result: void };
    /** Goes on from another branch. */
    switchTo: { args: { readonly turn: TurnId }; result: void };
    answer: { args: { readonly call: ToolCallId; readonly answer: Answer }; result: void };
    /** Opens the proposed change in the diff editor. */
    openDiff: { args: { readonly call: ToolCallId }; result: void };
    /** Opens a tool's whole output in an editor. */
    openOutput: { args: { readonly call: ToolCallId }; result: void };
    /** A mention such as `src/api.py:12`. */
    openFile: { args: { readonly path: string; readonly line?: number }; result: void };
    openSpan: { args: Span; result: void };
    openTrace: { args: undefined; result: void };
    pickAgent: { args: { readonly name: string }; result: void };
    pickModel: { args: { readonly id: string }; result: void };
    newSession: { args: undefined; result: void };
    /** Goes on with another agent, in a session of its own that takes this one's place. */
    handOff: { args: { readonly index: number }; result: void };
    /** Files for an `@` mention, best first. */
    findFiles: { args: { readonly query: string }; result: readonly string[] };
    /** What can be typed after `/`. */
    commands: { args: undefined; result: readonly Choice[] };
    /** Runs a command that a notice offers. */
    runCommand: {
      args: {
        readonly command:
          "setApiKey" | "openBudgetSettings" | "showLog" | "openFolder" | "manageTrust" | "liftStop";
      };
      result: void;
    };
    /** Lets the process that writes the session stop, so that it can be gone on with here. */
    stopThere: { args: undefined; result: void };
    /** Says that the untrusted text which was read is harmless, after the person confirmed it. */
    clearTaint: { args: undefined; result: void };
    /** Takes the edits of a turn back, after the person confirmed it. */
    undoTurn: { args: { readonly turn: TurnId }; result: void };
    /** Asks what a model costs, so that it can be called under a cap. */
    enterPrice: { args: { readonly model: string }; result: void };
    copy: { args: { readonly text: string }; result: void };
  };
  readonly news:
    | { readonly type: "changes"; readonly changes: readonly TranscriptChange[] }
    | { readonly type: "header"; readonly header: ChatHeader }
    /** Something happened that makes all that the page has stale, such as another session in its place. */
    | { readonly type: "reset" }
    /** Scrolls to an item and marks it. */
    | { readonly type: "reveal"; readonly turn: TurnId; readonly item: ItemId };
}
