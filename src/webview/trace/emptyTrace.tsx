import { Icon } from "../kit/icon.tsx";
import "./emptyTrace.css";

/** Says what will be here. */
export function EmptyTrace() {
  return (
    <div class="empty-trace" role="status">
      <Icon name="git-commit" class="empty-icon" />
      <h1>No trace yet</h1>
      <p class="muted">Send the agent a message: each of its steps appears here as soon as it starts.</p>
    </div>
  );
}
