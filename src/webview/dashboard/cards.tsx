import type { Change, NumberCard } from "../../views/dashboardCards.ts";
import { Icon } from "../kit/icon.tsx";
import { FigureButton } from "./figureButton.tsx";
import "./cards.css";

interface CardsProps {
  readonly cards: readonly NumberCard[];
  /** Opens what is behind a number. */
  readonly onOpen: (card: NumberCard["id"]) => void;
}

/** The numbers on top. */
export function Cards({ cards, onOpen }: CardsProps) {
  return (
    <ul class="cards">
      {cards.map((card) => (
        <Card key={card.id} {...card} onOpen={() => onOpen(card.id)} />
      ))}
    </ul>
  );
}

function Card({ title, value, mark, details, change, onOpen }: NumberCard & { readonly onOpen: () => void }) {
  return (
    <li class="card">
      <div class="card-title muted">{title}</div>
      <div class="card-value figures">
        <FigureButton title={`Open the traces behind it: ${title.toLowerCase()}`} onClick={onOpen}>
          {value}
        </FigureButton>
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
