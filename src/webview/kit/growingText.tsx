import { useLayoutEffect, useRef } from "preact/hooks";
import "./growingText.css";
import { TextParts } from "./textParts.ts";

interface GrowingTextProps {
  readonly text: string;
  readonly label: string;
  /** Keeps the end in view while the text grows, unless the person scrolled up. */
  readonly follow?: boolean;
  readonly class?: string;
}

/** A plain text in an area that scrolls beyond some lines. */
export function GrowingText({ text, label, follow = false, class: extra = "" }: GrowingTextProps) {
  const area = useRef<HTMLPreElement>(null);
  const parts = useRef<TextParts | undefined>(undefined);
  useLayoutEffect(() => {
    const { current } = area;
    if (current === null) return;
    const atEnd = current.scrollHeight - current.clientHeight - current.scrollTop < 24;
    parts.current ??= new TextParts(current);
    parts.current.update(text);
    if (follow && atEnd) current.scrollTop = current.scrollHeight;
  }, [text]);
  return <pre ref={area} class={`growing-text ${extra}`} role="region" aria-label={label} tabIndex={0} />;
}
