import * as vscode from "vscode";
import type { Divergence, ReplayResult, StepOutcome } from "../../core/replay.ts";
import type { Engine } from "../../engine.ts";
import type { PlaybackClient } from "../../engine/playback.ts";
import type { RerunReport, RerunWorld } from "../../protocol/replay.ts";
import type { VirtualTexts } from "../virtualTexts.ts";

const WORLDS = [
  {
    label: "$(history) As it was recorded",
    detail: "Agent, tools and settings of the recording: does this version still do the same?",
    world: "recorded",
  },
  {
    label: "$(folder) With the project as it is now",
    detail:
      "Today's agent file, instructions, tools and settings against the recording: is it still the same?",
    world: "current",
  },
] as const;

/** Runs the recording of a page again, and keeps where it diverged. */
export class RerunHost {
  #running: AbortController | undefined;
  #divergence: Divergence | undefined;
  #report: RerunReport | undefined;

  /** How the last one went: a page that was hidden meanwhile asks for it. */
  get report(): RerunReport | undefined {
    return this.#report;
  }

  /** Asks against what. Undefined where the person picks nothing. */
  async pickWorld(): Promise<RerunWorld | undefined> {
    const picked = await vscode.window.showQuickPick(WORLDS, {
      title: "Re-run: nothing is sent, run or written",
      matchOnDetail: true,
    });
    return picked?.world;
  }

  /** @throws FlightdeckError where nothing of the recording can be read. */
  async run(engine: Engine, path: string, world: RerunWorld, playback: PlaybackClient): Promise<RerunReport> {
    this.stop();
    this.dismiss();
    const running = new AbortController();
    this.#running = running;
    const steps: StepOutcome[] = [];
    const { signal } = running;
    const onStep = (step: StepOutcome): void => void steps.push(step);
    const result = await engine.replay.file(path, { project: world, signal, onStep });
    const told = await report(result, steps, playback);
    if (this.#running === running) [this.#report, this.#divergence] = [told, result.divergence];
    return told;
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  dismiss(): void {
    this.#report = undefined;
    this.#divergence = undefined;
  }

  /** Shows the recorded request beside the one of the re-run. */
  async openDivergence(texts: VirtualTexts, clean: (text: string) => string): Promise<void> {
    if (this.#divergence === undefined) return;
    const { recorded, now } = this.#divergence;
    await texts.openComparison(
      "request.txt",
      { label: "recorded", text: clean(recorded) },
      { label: "re-run", text: clean(now) },
    );
  }
}

async function report(
  result: ReplayResult,
  steps: readonly StepOutcome[],
  playback: PlaybackClient,
): Promise<RerunReport> {
  const { status, counts, divergence } = result;
  const seqs = steps.map(({ seq }) => seq);
  const positions = await playback.positions(divergence === undefined ? seqs : [...seqs, divergence.seq]);
  const divergedAt = divergence && positions.at(-1);
  return {
    status,
    counts,
    text: sentence(result, steps.length),
    steps: steps.map(({ outcome, title, why }, index) => ({
      position: positions[index] ?? 1,
      outcome,
      text: why === undefined ? title : `${title}: ${why}`,
    })),
    ...(divergedAt !== undefined && { divergedAt }),
  };
}

function sentence({ status, divergence, divergedAt = 0, lines, note }: ReplayResult, steps: number): string {
  if (status === "reproduced")
    return `The same in ${steps === 1 ? "its only step" : `all ${steps} steps`}: ${lines.same} of ${lines.recorded} lines came out as they were recorded.`;
  if (divergence === undefined) return note ?? "The recording does not hold all that a re-run needs.";
  const where =
    divergedAt < steps ? `Step ${divergedAt + 1} of ${steps} is different` : "It goes on differently";
  return [`${where}: ${divergence.what}`, note].filter((part) => part !== undefined).join(" ");
}
