import { IconButton } from "./button.tsx";
import { RequestError } from "./connection.ts";
import "./errorLine.css";
import { Icon } from "./icon.tsx";

interface ErrorLineProps {
  readonly error: Error | undefined;
  readonly onDismiss?: () => void;
}

/** Says that a request failed, why, and what to do, at the place where it was made. */
export function ErrorLine({ error, onDismiss }: ErrorLineProps) {
  if (error === undefined) return null;
  const advice = error instanceof RequestError ? error.advice : "";
  return (
    <div class="error-line" role="alert">
      <Icon name="error" class="error-line-icon" />
      <span>
        {error.message} {advice}
      </span>
      {onDismiss && <IconButton icon="close" label="Dismiss" onClick={onDismiss} />}
    </div>
  );
}
