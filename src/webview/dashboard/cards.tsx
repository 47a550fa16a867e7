import type { Change, NumberCard } from "../../views/dashboardCards.ts";
import { Icon } from "../kit/icon.tsx";
import "./cards.css";

/** The numbers on top. */
export function Cards({ cards }: { readonly cards: readonly NumberCard[] }) {
  return (
    <ul class="cards">
      {cards.map((card) => (
        <Card key={card.id} {...card} />
      ))}
    </ul>
  );
}

function Card({ title, value, mark, details, change }: NumberCard) {
  return (
    <li class="card">
      <div class="card-title muted">{title}</div>
      <div class="card-value figures">
        {value}
        {mark && <span class="card-mark muted">{mark}</span>}
      </div>
      <div class="card-details small muted">
        {details.map((detail) => (
          <span key={detail} class="card-detail">
            {detail}
          </span>
        ))}
      </div>
      {change && <ChangeLine {...change} />}
    </li>
  );
}

const WORDS = { up: "more by", down: "less by", same: "" } as const;
const ARROWS = { up: "arrow-up", down: "arrow-down", same: "dash" } as const;

function ChangeLine({ direction, text, than, tone }: Change) {
  return (
    <div class={`card-change small tone-${tone}`}>
      <Icon name={ARROWS[direction]} class="card-arrow" />
      <span class="visually-hidden">{WORDS[direction]}</span> {text} <span class="card-than">{than}</span>
    </div>
  );
}
