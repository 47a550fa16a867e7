import { Button } from "../kit/button.tsx";
import { Icon } from "../kit/icon.tsx";

/** Nothing was audited yet. */
export function EmptyChecklist({ onRun }: { readonly onRun: () => void }) {
  return (
    <div class="checklist-empty">
      <h2>Is this project ready for production?</h2>
      <p>
        The audit reads the project's Python, TypeScript and JavaScript and looks for ten things that an agent
        needs in production: what it costs, what can be seen of it, what it refuses, what it remembers, and
        what it does when a model fails. Each comes with the lines that prove it, or that lack it.
      </p>
      <Button primary onClick={onRun}>
        Run Checklist Audit
      </Button>
      <p class="muted small">It runs nothing of the project and sends nothing.</p>
    </div>
  );
}

/** Nothing that could be judged, which is no good news. */
export function NothingFound({ why }: { readonly why: string }) {
  return (
    <div class="checklist-empty">
      <h2>
        <Icon name="question" /> Nothing could be judged
      </h2>
      <p>{why}</p>
      <p class="muted">
        That is neither a pass nor a fail. The audit judges live code that calls a model through an SDK or
        plain HTTP; tests and examples do not count. Open the folder of the agent itself, or see{" "}
        <code>.flightdeck/audit.yaml</code> for what is left out.
      </p>
    </div>
  );
}
