import { useRef } from "preact/hooks";
import { memo } from "../../kit/memo.ts";
import { useParts } from "../chatParts.ts";
import { useTopic } from "../useTopic.ts";
import { useNear } from "./nearness.ts";
import { Turn, type TurnProps } from "./turn.tsx";
import { UnloadedTurn } from "./unloadedTurn.tsx";

/** The height of a turn that was never drawn. */
const GUESSED_HEIGHT_PX = 240;

/** A turn that exists only while it is near the visible part of the conversation. */
export const LazyTurn = memo(({ always, ...props }: TurnProps & { readonly always: boolean }) => {
  const { conversation } = useParts();
  const { id } = props.turn;
  useTopic(conversation, id);
  const section = useRef<HTMLElement>(null);
  const near = useNear(section, always, GUESSED_HEIGHT_PX);
  const items = conversation.itemsOf(id);
  return (
    <section ref={section} data-turn={id} class={near ? "turn" : "turn turn-far"}>
      {near && (items === undefined ? <UnloadedTurn id={id} /> : <Turn {...props} items={items} />)}
    </section>
  );
});
