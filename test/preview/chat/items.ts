import type { FailureClass } from "../../../src/core/failure.ts";
import type { MessageId, SpanId, ToolCallId, TraceId, TurnId } from "../../../src/core/ids.ts";
import { epochMs, fromUsd, ms } from "../../../src/core/units.ts";
import { NO_COST, type CostSum } from "../../../src/core/usage.ts";
import type {
  AnswerItem,
  EndItem,
  NoticeItem,
  ToolItem,
  TranscriptItem,
  TurnView,
  UserItem,
} from "../../../src/views/transcriptItems.ts";

let count = 0;
const next = (): string => String(++count).padStart(6, "0");
const span = () => ({
  traceId: "0af7651916cd43dd8448eb211c80319c" as TraceId,
  spanId: `00f067aa0b${next()}` as SpanId,
});

/** Distributes over a union, which `Partial` does not. */
type Given<Item, Id extends keyof Item> = Partial<Omit<Item, Id | "kind" | "turn">>;

/** Makes the items of one turn. The third item of turn `a` has the id `a-3`. */
export class TurnBuilder {
  readonly id: TurnId;
  readonly items: TranscriptItem[] = [];
  #at: number;

  constructor(at: number, id = `turn-${next()}`) {
    this.#at = at;
    this.id = id as TurnId;
  }

  view(branches: readonly TurnId[] = [this.id]): TurnView {
    return { id: this.id, branches };
  }

  user(text: string): UserItem {
    return this.#add<UserItem>({
      kind: "user",
      id: this.#nextId() as MessageId,
      text,
      ...this.#common(),
    });
  }

  answer(text: string, more: Given<AnswerItem, "id"> = {}): AnswerItem {
    const id = this.#nextId() as MessageId;
    return this.#add<AnswerItem>({
      kind: "answer",
      id,
      text,
      thinking: "",
      state: "done",
      span: span(),
      ...this.#common(),
      ...more,
    });
  }

  tool(name: string, title: string, more: Given<ToolItem, "id"> = {}): ToolItem {
    const id = this.#nextId() as ToolCallId;
    const tool = {
      name,
      title,
      input: "{}",
      output: "",
      state: "done" as const,
      span: span(),
      ...((more.state ?? "done") === "done" && { duration: ms(12) }),
    };
    return this.#add<ToolItem>({ kind: "tool", id, ...tool, ...this.#common(), ...more });
  }

  notice(severity: NoticeItem["severity"], text: string, more: Given<NoticeItem, "id"> = {}): NoticeItem {
    return this.#add<NoticeItem>({
      kind: "notice",
      id: `notice-${++count}`,
      severity,
      text,
      ...this.#common(),
      ...more,
    });
  }

  end(state: EndItem["state"], seconds: number, cost: CostSum = NO_COST, failure?: FailureClass): EndItem {
    return this.#add<EndItem>({
      kind: "end",
      id: `end-${this.id}`,
      state,
      duration: ms(seconds * 1000),
      cost,
      span: span(),
      ...(failure && { failure }),
      ...this.#common(),
    });
  }

  #nextId(): string {
    return `${this.id}-${this.items.length + 1}`;
  }

  #common(): { readonly turn: TurnId; readonly at: UserItem["at"] } {
    return { turn: this.id, at: epochMs((this.#at += 400)) };
  }

  #add<Item extends TranscriptItem>(item: Item): Item {
    this.items.push(item);
    return item;
  }
}

export const usd = (amount: number): CostSum => ({ ...NO_COST, nanoUsd: fromUsd(amount) });
export const simulatedUsd = (amount: number): CostSum => ({ ...NO_COST, simulatedNanoUsd: fromUsd(amount) });
