import type { SessionId } from "../../core/ids.ts";
import type { Ports } from "../../core/ports.ts";
import type { ReplayResult, StepOutcome } from "../../core/replay.ts";
import type { Settings } from "../../core/settings.ts";
import { builtinTools } from "../../tools/index.ts";
import { Redactor } from "../../recording/redaction.ts";
import type { Engine } from "../../engine.ts";
import type { Credentials } from "../credentials.ts";
import type { Sessions } from "../sessions.ts";
import { outcomeOf } from "./outcome.ts";
import { RecordedSession } from "./recordedSession.ts";
import { rerun } from "./rerun.ts";
import { saveAsTest, type SavedTest } from "./saveAsTest.ts";
import { readSource, type Source } from "./source.ts";
import { currentSources } from "./sources.ts";

export interface ReplayOptions {
  /** Settings that hold instead of the recorded ones. */
  readonly settings?: Partial<Settings>;
  /** `current`: agent, instructions, our tools and settings as they are now in the open project. */
  readonly project?: "recorded" | "current";
  readonly signal?: AbortSignal;
  readonly onStep?: (step: StepOutcome) => void;
}

/** Runs recorded sessions again in the world of their recordings: no network, no process, no file, no cost. */
export class Replays {
  readonly #ports: Ports;
  readonly #sessions: Pick<Sessions, "file" | "flush">;
  readonly #credentials: Pick<Credentials, "remember" | "held">;

  constructor({ ports, sessions, credentials }: Pick<Engine, "ports" | "sessions" | "credentials">) {
    this.#ports = ports;
    this.#sessions = sessions;
    this.#credentials = credentials;
  }

  /** @throws FlightdeckError where there is no such session, or nothing of it can be read. */
  async session(id: SessionId, options: ReplayOptions = {}): Promise<ReplayResult> {
    await this.#sessions.flush(id);
    return this.file(await this.#sessions.file(id), options);
  }

  /**
   * Puts a redacted copy of a recording into the project, where CI can run it.
   * @param path of the recording's lines. @throws FlightdeckError where it is there already.
   */
  async saveAsTest(path: string, name: string, replace = false): Promise<SavedTest> {
    const { storage, files } = this.#ports;
    await this.#credentials.remember();
    const redactor = new Redactor(() => this.#credentials.held);
    return saveAsTest({ storage, files, redactor }, path, name, replace);
  }

  /** @param path of a recording's lines. @throws FlightdeckError where nothing of it can be read. */
  async file(path: string, options: ReplayOptions = {}): Promise<ReplayResult> {
    return this.rerun(await readSource(this.#ports.storage, path), options);
  }

  /** @throws FlightdeckError where the lines have no beginning; the signal's reason where it fires. */
  async rerun(
    { lines, broken }: Source,
    { settings, project = "recorded", signal, onStep }: ReplayOptions = {},
  ): Promise<ReplayResult> {
    const recorded = new RecordedSession(lines);
    const ours = builtinTools(this.#ports);
    const { files, settings: now } = this.#ports;
    const sources =
      project === "current"
        ? await currentSources(recorded.header, { files, settings: now.current, ours })
        : undefined;
    const world = await rerun(recorded, {
      ...(sources && { sources }),
      ...(settings && { overrides: settings }),
      ...(signal && { signal }),
    });
    const { steps, result } = outcomeOf(world, broken && `${broken}.`);
    for (const step of steps) onStep?.(step);
    return recorded.header.world === undefined &&
      result.status === "diverged" &&
      project === "recorded" &&
      !settings
      ? { ...result, status: "incomplete", note: OLDER }
      : result;
  }
}

const OLDER =
  "It was recorded by an older version, which did not write down all that a re-run needs, so it may differ for that reason.";
