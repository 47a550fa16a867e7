import type { AnswerItem } from "../../../views/transcriptItems.ts";
import { Icon } from "../../kit/icon.tsx";
import { Markdown } from "../../kit/markdown/markdown.tsx";
import { memo } from "../../kit/memo.ts";
import { useParts } from "../chatParts.ts";
import "./answer.css";
import { SpanLink } from "./spanLink.tsx";
import { Thinking } from "./thinking.tsx";

interface AnswerProps {
  readonly item: AnswerItem;
  readonly agent: string;
}

/** What the agent says. Empty where it called tools without a word. */
export const Answer = memo(({ item, agent }: AnswerProps) => {
  const { text } = useParts();
  const streaming = item.state === "streaming";
  if (item.text === "" && item.thinking === "") return null;
  return (
    <article class="answer" data-item={item.id} aria-label={agent} aria-busy={streaming}>
      {item.span && <SpanLink span={item.span} />}
      {item.thinking !== "" && <Thinking item={item} />}
      {item.text !== "" && <Markdown text={item.text} streaming={streaming} actions={text} />}
      {item.state === "incomplete" && (
        <p class="answer-cut muted">
          <Icon name="debug-disconnect" /> The answer was cut off here.
        </p>
      )}
    </article>
  );
});
