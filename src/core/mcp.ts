import type { JsonSchema } from "./model.ts";
import type { EpochMs, Ms } from "./units.ts";

/** A text of a configuration file whose `${…}` were filled in. */
export interface Expanded {
  /** As it stands in the file. */
  readonly raw: string;
  readonly value: string;
  /** For a person: the value, but with the names of variables that look like secrets. */
  readonly shown: string;
  /** Names of the environment variables that it takes. */
  readonly variables: readonly string[];
}

/** How a server is reached. */
export type McpLaunch =
  | {
      readonly kind: "stdio";
      readonly command: Expanded;
      readonly args: readonly Expanded[];
      readonly cwd: Expanded;
      /** Besides the few that every program needs. */
      readonly env: Readonly<Record<string, Expanded>>;
    }
  | {
      /** `sse` is the transport before 2025-03-26. */
      readonly kind: "http" | "sse";
      readonly url: Expanded;
      readonly headers: Readonly<Record<string, Expanded>>;
    };

/** A place in a file; from 0. */
export interface McpPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Something wrong in a configuration file. */
export interface McpProblem extends McpPlace {
  readonly message: string;
  /** Absent where the problem is the whole file's. */
  readonly server?: string;
}

/** A server as a configuration file names it. */
export interface McpConfig {
  /** Of its place: the same as long as name and file are. */
  readonly id: string;
  readonly name: string;
  readonly place: McpPlace;
  /** The open folder that the file lies in. */
  readonly root: string;
  /** Undefined where a problem of the file keeps it from starting. */
  readonly launch?: McpLaunch;
  /** The file's own limit for a call. */
  readonly timeout?: Ms;
}

/** A tool as its server describes it: all that the model is told of it. */
export interface McpToolInfo {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
}

/** What a server changed since the person allowed it. Neither kind is used until they look at it. */
export interface McpToolChange {
  readonly kind: "added" | "changed";
  readonly before?: McpToolInfo;
  readonly after: McpToolInfo;
}

export type McpState =
  /** Its file has a problem, or the same name stands in a file before. */
  | { readonly state: "unusable"; readonly reason: string }
  /** The workspace is in Restricted Mode. */
  | { readonly state: "restricted" }
  /** `changed`: it was allowed with another command, other arguments, variables or URL. */
  | { readonly state: "needs_consent"; readonly changed: boolean }
  /** Allowed; starts with the next session that needs it. */
  | { readonly state: "stopped" }
  | { readonly state: "starting" }
  | { readonly state: "ready"; readonly since: EpochMs; readonly restarts: number }
  /** It ended by itself and is started again then. */
  | { readonly state: "restarting"; readonly at: EpochMs; readonly reason: string; readonly stderr: string }
  | { readonly state: "failed"; readonly reason: string; readonly stderr: string };

/** A server as the agents view shows it. */
export interface McpServerView {
  readonly config: McpConfig;
  /** Of all that a consent is given for; absent where the server cannot start. */
  readonly fingerprint: string | undefined;
  readonly state: McpState;
  /** Tools that agents may use. */
  readonly tools: readonly McpToolInfo[];
  /** What waits for the person's look. */
  readonly changes: readonly McpToolChange[];
  /** Tools that cannot be used, with the reason. */
  readonly left: readonly { readonly name: string; readonly reason: string }[];
  /** The last that it wrote to standard error. */
  readonly stderr: string;
}

/** A server whose tools a session began without. `unknown`: no file of the project defines it. */
export interface MissingServer {
  readonly server: string;
  readonly state: McpState["state"] | "unknown";
  /** Of a failure, as the end of a sentence. */
  readonly reason?: string;
}

export interface McpView {
  readonly servers: readonly McpServerView[];
  readonly problems: readonly McpProblem[];
}
