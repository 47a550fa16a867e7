import type { ToolCall } from "./call.ts";
import type { FailureClass } from "./failure.ts";
import type { BlobId } from "./ids.ts";
import type { JsonSchema } from "./model.ts";
import type { Fence, Taint } from "./untrusted.ts";

/** The most that a tool can do. Everything but `read` needs an approval, each part of it allowed. */
export type Effects = "read" | "write" | "execute" | "network" | "execute+network";

/**
 * Where a tool comes from: ours, an extension of VS Code (`vscode.lm.tools`), or an MCP server by its name.
 * Whatever is not built in is *foreign*: its text is untrusted, and it counts as `execute+network`
 * unless the person says otherwise (`flightdeck.tools.effects`).
 */
export type ToolSource = "builtin" | "vscode" | `mcp:${string}`;

export interface Tool<Input = unknown> {
  readonly name: string;
  /** For the model: what it does, when to use it, what its limits are. */
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly effects: Effects;
  readonly source: ToolSource;
  /** What agent files may call it besides `name`, such as `server/tool`. */
  readonly aliases?: readonly string[];
  /** Only for agents that name it. */
  readonly optIn?: boolean;
  /** Set where the tool ends in time by a limit of its own, so that the general one is not needed. */
  readonly limitsItself?: true;
  /** One line for a person, such as `src/api.py:1-80`. Gets the input as the model wrote it. */
  title(input: Input): string;
  /**
   * What a person has to allow before `run`; where it is absent or undefined the call itself is shown,
   * for nothing but a `read` tool runs unasked. Has no side effect. Throws `ToolError` where the call cannot succeed, so that nobody is asked in vain.
   */
  approval?(input: Input, call: ToolCall): Promise<ApprovalNeed | undefined>;
  /** @throws ToolError for a failure that the model is told about. */
  run(input: Input, call: ToolCall): Promise<ToolOutput>;
}

export interface ToolOutput {
  /** What the model reads. */
  readonly text: string;
  readonly isError?: boolean;
  readonly failure?: FailureClass;
  /** The whole output where `text` is a part of it. */
  readonly full?: { readonly blob: BlobId; readonly bytes: number };
  /** Files that the call changed, for undo and for the recording. */
  readonly changes?: readonly FileChange[];
  /** Where untrusted text in it comes from, as far as the tool itself knows. */
  readonly origins?: readonly Taint[];
  /** Set where `text` stands between marks, because it is untrusted. */
  readonly fence?: Fence;
}

export interface FileChange {
  /** Relative to its workspace root, with `/`. */
  readonly path: string;
  /** SHA-256 of the text before, absent where the file did not exist. The text is kept as a side file. */
  readonly before?: string;
  /** SHA-256 of the text after, kept as well. */
  readonly after: string;
}

/** A tool call failed in a way that the model should read and may mend. */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly failure: FailureClass;
  constructor(message: string, failure: FailureClass = "tool_error", options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** What a person sees of an action before they allow it. */
export type Preview =
  | {
      readonly kind: "diff";
      readonly path: string;
      /** Unified diff. */
      readonly patch: string;
      readonly before: string;
      readonly after: string;
    }
  | { readonly kind: "command"; readonly command: string; readonly cwd: string }
  | {
      /** A call of a tool about which no more is known than what it says of itself. */
      readonly kind: "call";
      readonly source: ToolSource;
      readonly description: string;
      /** As indented JSON. */
      readonly input: string;
    };

export interface ApprovalNeed {
  readonly preview: Preview;
  /**
   * What *allow for this session* would cover. Absent where it is not offered, because each
   * such action deserves its own look.
   */
  readonly grant?: Grant;
  /** Why neither a grant nor *always allow* covers this action, such as “runs later by itself”. */
  readonly sensitive?: string;
}

export interface Grant {
  /** Two actions with the same key are the same action. */
  readonly key: string;
  /** For the button: “this command in this folder”. */
  readonly label: string;
  /** Whether the agent's change of this file (relative path) ends the grant. */
  readonly endsWith: (path: string) => boolean;
}
