import { useRef } from "preact/hooks";
import type { TranscriptItem } from "../../../views/transcriptItems.ts";
import { memo } from "../../kit/memo.ts";
import { Answer } from "../items/answer.tsx";
import { EndLine } from "../items/endLine.tsx";
import { Notice } from "../items/notice.tsx";
import { ToolCard } from "../items/toolCard.tsx";
import { UserMessage } from "../items/userMessage.tsx";
import { useNear } from "./nearness.ts";
import type { TurnProps } from "./turn.tsx";

/** The height of an item that was never drawn, such as a folded card. */
const GUESSED_HEIGHT_PX = 36;

interface ItemRunProps extends TurnProps {
  readonly items: readonly TranscriptItem[];
  readonly always: boolean;
}

/** Some items of a turn, which exist only while they are near the visible part of the conversation. */
export const ItemRun = memo(({ items, always, ...props }: ItemRunProps) => {
  const run = useRef<HTMLDivElement>(null);
  const near = useNear(run, always, GUESSED_HEIGHT_PX * items.length);
  return (
    <div ref={run} class="item-run">
      {near && items.map((item) => <Item key={item.id} item={item} {...props} />)}
    </div>
  );
});

function Item({
  item,
  turn,
  agent,
  isLast,
  canAct,
  canAnswer,
  editing,
  onEdit,
}: TurnProps & { readonly item: TranscriptItem }) {
  switch (item.kind) {
    case "user":
      return (
        <UserMessage item={item} turn={turn} canAct={canAct} editing={editing === item.id} onEdit={onEdit} />
      );
    case "answer":
      return <Answer item={item} agent={agent} />;
    case "tool":
      return <ToolCard item={item} canAnswer={canAnswer} />;
    case "notice":
      return <Notice item={item} canAct={isLast && canAnswer} />;
    case "end":
      return <EndLine item={item} canRetry={isLast && canAct} canUndo={canAct} />;
  }
}
