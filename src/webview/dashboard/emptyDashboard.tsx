import { Button, LinkButton } from "../kit/button.tsx";
import { Icon } from "../kit/icon.tsx";
import "./emptyDashboard.css";

const COMING = [
  { icon: "graph", text: "Spend per day and by model, with what is left of your budget." },
  { icon: "pulse", text: "Calls, error rate and latency, compared with the time before." },
  { icon: "list-tree", text: "The newest and the dearest sessions, each a click away from its trace." },
] as const;

interface EmptyDashboardProps {
  readonly onNewSession: () => void;
  readonly onSettings: () => void;
}

/** A workspace in which no agent has run yet: what will appear here, and how. */
export function EmptyDashboard({ onNewSession, onSettings }: EmptyDashboardProps) {
  return (
    <div class="empty-dashboard">
      <h1>Nothing has run here yet</h1>
      <p>Run an agent once, and this page shows what it did and what it cost:</p>
      <ul>
        {COMING.map(({ icon, text }) => (
          <li key={icon}>
            <Icon name={icon} /> {text}
          </li>
        ))}
      </ul>
      <Button primary onClick={onNewSession}>
        New Session
      </Button>
      <p class="muted small">
        Without an API key the model is simulated: it works at once and costs nothing.{" "}
        <LinkButton onClick={onSettings}>Set a budget</LinkButton> before you use a real one.
      </p>
    </div>
  );
}
