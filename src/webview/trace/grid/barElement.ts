import { formatDuration } from "../../../views/figures.ts";
import { categoryOf } from "../../../views/rowText.ts";
import { STATES, STATUSES } from "../../../views/spanColumns.ts";
import { clip, fraction, type TimeRange } from "../../../views/timeScale.ts";
import type { TraceModel } from "../traceModel.ts";
import "./bar.css";
import { pathLine } from "./pathLine.ts";

const SVG = "http://www.w3.org/2000/svg";

/** Past this part of the column a mark stands before the bar's end instead of after it. */
const NO_ROOM = 0.95;

/** A span in time: its bar, the first token, the cross of a failure, the critical path below it. */
export class BarElement {
  readonly #room: HTMLElement;
  readonly #bar = document.createElement("div");
  #token: HTMLElement | undefined;
  #cross: HTMLElement | undefined;
  #path: SVGElement | undefined;

  /** @param room the cell in which it stands. */
  constructor(room: HTMLElement) {
    this.#room = room;
    room.append(this.#bar);
  }

  show(model: TraceModel, span: number, now: number): void {
    const { columns } = model.waterfall;
    const { range } = model;
    const start = columns.arrays.start[span]!;
    const end = model.endOf(span, now);
    const part = clip(range, start, end);
    const group = model.waterfall.group(span);
    this.#bar.hidden = part === undefined;
    if (part !== undefined) {
      const className = `bar bar-${categoryOf(columns, span)} bar-${STATES[columns.arrays.state[span]!]}`;
      const whole = group ? `${className} bar-group` : className;
      if (this.#bar.className !== whole) this.#bar.className = whole;
      // The shortest bar at the very end is still seen.
      this.#bar.style.left = `min(${percent(part.left)}, 100% - 2px)`;
      this.#bar.style.width = percent(part.width);
    }
    this.#showToken(range, start, group ? Number.NaN : columns.arrays.firstToken[span]!, end - start);
    const failed = group ? group.failed > 0 : STATUSES[columns.arrays.status[span]!] === "error";
    this.#showCross(range, failed ? end : undefined);
    this.#showPath(model.showsPath ? pathLine(model.waterfall.path, range, span, now) : "");
  }

  #showToken(range: TimeRange, start: number, after: number, duration: number): void {
    const at = fraction(range, start + after);
    // On a very short bar the mark would hide what it marks.
    const shown = at >= 0 && at <= 1 && duration / (range.to - range.from) > 0.008;
    if (!shown) return this.#token?.remove();
    this.#token ??= mark("first-token");
    this.#token.style.left = percent(at);
    this.#token.title = `first token after ${formatDuration(after)}`;
    this.#room.append(this.#token);
  }

  #showCross(range: TimeRange, end: number | undefined): void {
    const at = end === undefined ? Number.NaN : fraction(range, end);
    if (!(at >= 0 && at <= 1)) return this.#cross?.remove();
    this.#cross ??= mark("failed codicon codicon-close");
    this.#cross.style.left = at > NO_ROOM ? "" : percent(at);
    this.#cross.style.right = at > NO_ROOM ? percent(1 - at) : "";
    this.#room.append(this.#cross);
  }

  #showPath(line: string): void {
    if (line === "") return this.#path?.remove();
    this.#path ??= makePath();
    this.#path.firstElementChild?.setAttribute("d", line);
    this.#room.append(this.#path);
  }
}

function mark(className: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  return element;
}

function makePath(): SVGElement {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "path-line");
  picture.setAttribute("viewBox", "0 0 1 1");
  picture.setAttribute("preserveAspectRatio", "none");
  picture.append(document.createElementNS(SVG, "path"));
  return picture;
}

const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;
