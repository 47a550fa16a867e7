import { FILTER_ID } from "./header/filterBox.tsx";
import type { SpanActions } from "./spanActions.ts";
import type { TraceModel } from "./traceModel.ts";
import { revealNextError } from "./header/figures.tsx";
import { revealNextMatch } from "./header/filterBox.tsx";

const ZOOM_STEP = 1.5;

/** What the keys need of the page. */
export interface PageActs {
  readonly onHelp: () => void;
  readonly actions: SpanActions;
}

/** Keys that work anywhere on the page, but where one types. */
export function pageKey(event: KeyboardEvent, model: TraceModel, acts: PageActs): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) return;
  const act = actionOf(event.key, model, acts);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

function actionOf(key: string, model: TraceModel, { onHelp, actions }: PageActs): (() => void) | undefined {
  switch (key) {
    case "/":
      return () => document.getElementById(FILTER_ID)?.focus();
    case "n":
      return () => revealNextMatch(model, 1);
    case "N":
      return () => revealNextMatch(model, -1);
    case "e":
      return () => revealNextError(model, 1);
    case "E":
      return () => revealNextError(model, -1);
    case "c":
      return () => model.change(() => (model.showsPath = !model.showsPath));
    case "y":
      return () => actions.copy(false);
    case "Y":
      return () => actions.copy(true);
    case "s":
      return () => actions.openSource();
    case "g":
      return () => model.change(({ waterfall }) => (waterfall.groupsRepeats = !waterfall.groupsRepeats));
    case "f":
      return () => model.show(undefined);
    case "+":
    case "=":
      return () => model.zoomBy(ZOOM_STEP);
    case "-":
      return () => model.zoomBy(1 / ZOOM_STEP);
    case "?":
      return onHelp;
    default:
      if (!/^\d$/.test(key)) return undefined;
      return () => model.change(({ waterfall }) => waterfall.foldToDepth(Number(key) || Infinity));
  }
}

function isTyping({ target }: Event): boolean {
  return (
    target instanceof Element && target.closest("input, textarea, select, vscode-textfield, dialog") !== null
  );
}
