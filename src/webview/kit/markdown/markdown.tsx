import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Pace } from "../pace.ts";
import "./markdown.css";
import { MarkdownView } from "./markdownView.ts";

/** What a person can do with a text: each of these asks the host. */
export interface TextActions {
  readonly openFile: (path: string, line?: number) => void;
  readonly copy: (text: string) => void;
}

interface MarkdownProps {
  /** Untrusted. */
  readonly text: string;
  /** Whether more is to come. */
  readonly streaming?: boolean;
  /** Must stay the same object. */
  readonly actions: TextActions;
}

/** A Markdown text. It may grow by hundreds of kilobytes: only its last block is drawn again. */
export function Markdown({ text, streaming = false, actions }: MarkdownProps) {
  const root = useRef<HTMLDivElement>(null);
  const pace = useRef(new Pace());
  const view = useRef<MarkdownView | undefined>(undefined);
  useLayoutEffect(() => {
    if (root.current === null) return;
    const markdown = (view.current ??= new MarkdownView(root.current));
    pace.current.run(() => markdown.update(text, !streaming));
    if (!streaming) pace.current.flush();
  }, [text, streaming]);
  useEffect(() => () => pace.current.cancel(), []);
  return <div ref={root} class="markdown" onClick={(event) => follow(event, actions)} />;
}

function follow(event: MouseEvent, actions: TextActions): void {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest<HTMLElement>("a[data-path]");
  if (link !== null) {
    event.preventDefault();
    const { path = "", line } = link.dataset;
    actions.openFile(path, ...(line === undefined ? [] : [Number(line)]));
    return;
  }
  const button = event.target.closest<HTMLElement>(".copy-code");
  if (button !== null) copyCode(button, actions);
}

function copyCode(button: HTMLElement, actions: TextActions): void {
  const code = button.closest(".code-block")?.querySelector("code");
  actions.copy((code?.textContent ?? "").replace(/\n$/, ""));
  const icon = button.firstElementChild;
  icon?.classList.replace("codicon-copy", "codicon-check");
  setTimeout(() => icon?.classList.replace("codicon-check", "codicon-copy"), 1500);
}
